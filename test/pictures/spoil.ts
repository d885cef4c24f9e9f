import type { Page } from 'playwright-core';

const api = (path: string) => `**/api/v1${path}`;

/** Requests to the path get no answer until the page is left: the page shows that it loads. */
export async function hold(page: Page, path: string): Promise<void> {
  await page.route(api(path), () => undefined);
}

/** Requests to the path are answered with a refusal; a fault of the server unless told. */
export async function fail(
  page: Page,
  path: string,
  { status = 500, code = 'internal' } = {},
): Promise<void> {
  const body = { type: 'about:blank', title: 'Spoilt', status, code, detail: 'Spoilt for the picture.' };
  await page.route(api(path), (route) =>
    route.fulfill({ status, contentType: 'application/problem+json', body: JSON.stringify(body) }),
  );
}

/** The socket opens and hears nothing: whatever comes over it loads. */
export async function holdSocket(page: Page): Promise<void> {
  await page.routeWebSocket(/\/socket\.io\//, () => undefined);
}

/** These socket requests are answered like this, all else goes its way. */
export async function answerSocket(page: Page, answers: Record<string, object>): Promise<void> {
  await page.routeWebSocket(/\/socket\.io\//, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((message) => {
      // A Socket.IO event that asks for an answer: 42/namespace,number["name",…]
      const [, namespace, number, name = ''] = /^42(\/\w+),(\d+)\["([\w:-]+)"/.exec(String(message)) ?? [];
      const answer = answers[name];
      if (answer === undefined) server.send(message);
      else socket.send(`43${namespace},${number}${JSON.stringify([answer])}`);
    });
  });
}

/** A fault of the server, as a socket request's answer. */
export const fault = { ok: false, code: 'internal', message: 'Spoilt for the picture.' };

/** From its next page on, the line of this page is measured as so slow. */
export async function slowLine(page: Page, roundTripSeconds: number): Promise<void> {
  await page.addInitScript(`{
    const { prototype } = RTCPeerConnection;
    const measure = prototype.getStats;
    prototype.getStats = async function (...given) {
      const slow = new Map();
      for (const [id, entry] of await measure.apply(this, given))
        slow.set(id, { ...entry, ...(entry.type === 'candidate-pair' && { currentRoundTripTime: ${roundTripSeconds} }) });
      return slow;
    };
  }`);
}
