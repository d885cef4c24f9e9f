import { createApi } from '../api/api.ts';
import { createSend } from '../api/send.ts';
import type { Sockets } from '../api/sockets.ts';
import { createFormat } from '../format.ts';
import { createSessionStore } from '../session/session-store.ts';
import type { Services } from './services.ts';

/** Builds what every page uses, on this browser. */
export function createServices(): Services {
  const send = createSend({ fetch: (...args) => fetch(...args), newKey: () => crypto.randomUUID() });
  const session = createSessionStore({
    send,
    places: { tab: sessionStorage, browser: localStorage },
    now: () => Date.now(),
    inTurn: runInTurn,
  });
  let sockets: Promise<Sockets> | undefined;

  async function openSockets(): Promise<Sockets> {
    const { createSockets } = await import('../api/sockets.ts');
    return createSockets({
      address: location.origin,
      tokens: session.tokens,
      onSessionClosed: () => session.close(),
    });
  }

  let person: string | undefined;
  session.subscribe(() => {
    const now = session.read();
    const next = now.status === 'signed-in' ? `${now.kind} ${now.me.userId}` : undefined;
    if (now.status === 'restoring' || next === person) return;
    person = next;
    // The next person's socket must not carry this one's token.
    sockets?.then((open) => open.close()).catch(() => undefined);
    sockets = undefined;
  });

  function shared(): Promise<Sockets> {
    if (sockets === undefined) {
      const opening = openSockets();
      sockets = opening;
      // The code could not be fetched: the next one who asks fetches it again.
      opening.catch(() => {
        if (sockets === opening) sockets = undefined;
      });
    }
    return sockets;
  }

  return {
    session,
    api: createApi({ send, tokens: session.tokens }),
    sockets: shared,
    format: createFormat(),
  };
}

/** One after the other over all tabs, where the browser can do that (it needs HTTPS or localhost). */
function runInTurn<T>(name: string, run: () => Promise<T>): Promise<T> {
  if (!('locks' in navigator)) return run();
  return navigator.locks.request(name, run);
}
