import { request as askPlain } from 'node:http';
import { request as askSecure } from 'node:https';

type Post = { url: string; body: string; headers: Record<string, string>; signal: AbortSignal };

/**
 * Posts, follows nothing, and gives the status answered. Certificates are not checked: the receiver is on this machine, under
 * another name than the one that browsers use and its certificate is for.
 */
export function postWebhook({ url, body, headers, signal }: Post): Promise<number> {
  const ask = url.startsWith('https:') ? askSecure : askPlain;
  const options = { method: 'POST', headers, signal, rejectUnauthorized: false };
  return new Promise((resolve, reject) => {
    const asked = ask(url, options, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    asked.on('error', reject).end(body);
  });
}
