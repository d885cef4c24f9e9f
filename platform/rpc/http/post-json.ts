import http from 'node:http';
import https from 'node:https';
import { Refusal } from '#contracts/refusal.ts';
import { readBody } from './read-body.ts';

type Request = { url: URL; headers: Record<string, string>; text: string; signal: AbortSignal };
export type PostJson = { post(request: Request): Promise<string>; close(): void };

const MAX_ANSWER_BYTES = 16_000_000;

/**
 * Posts over connections that are kept open. Answers the body whatever the status; refuses `unavailable` when nobody
 * answers, or with the signal's own reason when that was aborted.
 */
export function createPostJson(): PostJson {
  const agents = { http: new http.Agent({ keepAlive: true }), https: new https.Agent({ keepAlive: true }) };

  function send({ url, headers, text, signal }: Request): Promise<string> {
    const isSecure = url.protocol === 'https:';
    const options = {
      method: 'POST',
      agent: isSecure ? agents.https : agents.http,
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), ...headers },
      signal,
    };
    return new Promise((resolve, reject) => {
      const request = (isSecure ? https : http).request(url, options, (response) => {
        readBody(response, MAX_ANSWER_BYTES).then(resolve, reject);
      });
      request.on('error', reject);
      request.end(text);
    });
  }

  return {
    async post(request) {
      try {
        return await send(request);
      } catch (cause) {
        if (request.signal.aborted) throw request.signal.reason;
        if (cause instanceof Refusal) throw cause;
        throw new Refusal('unavailable', `${request.url.host} cannot be reached.`, { cause });
      }
    },
    close() {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}
