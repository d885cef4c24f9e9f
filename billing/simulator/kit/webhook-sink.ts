import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecure } from 'node:https';

type Received = { body: string; signature: string };

/** A receiver of webhooks that answers as told: 200 until `statuses` says otherwise. Over HTTPS where it has a certificate. */
export async function openWebhookSink(statuses: number[] = [], tls?: { cert: string; key: string }) {
  const received: Received[] = [];
  const server = tls ? createSecure(tls, receive) : createServer(receive);
  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const part of request.setEncoding('utf8')) body += String(part);
    received.push({ body, signature: String(request.headers['stripe-signature']) });
    response.writeHead(statuses.shift() ?? 200).end();
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('The sink has no address.');
  return {
    received,
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${address.port}/webhooks`,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
