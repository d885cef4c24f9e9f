import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import { refusalAnswer, statusOf } from './rpc-wire.ts';
import { Refusal } from '#contracts/refusal.ts';
import type { VerifyServiceToken } from './rpc-door.ts';

export type Lifeline = { close(): void };

/** Holds a connection to one process of a service; `onLost` is called once, when that process is gone. */
export type HoldLifeline = (request: { address: string; service: string; onLost: () => void }) => Lifeline;

/** How long a process may take to answer; one that is frozen does not, and is found by its row instead. */
const answerMs = 2_000;
/** A connection that lasts no longer is not opened again at once: the process refuses it, or has too much to do. */
const briefMs = 1_000;
const retryMs = 250;
const heldPath = '/lifeline';

/**
 * The kernel closes the connections of a process that is killed, long before any row of it expires. A connection that
 * closes is opened again: only when that is refused is the process gone. One that cannot be reached in time stays
 * undecided, and is tried again.
 */
export function createLifelines({
  signServiceToken,
}: {
  signServiceToken: (audience: string) => string;
}): HoldLifeline {
  return ({ address, service, onLost }) => {
    let isClosed = false;
    let wasHeld = false;
    let request: http.ClientRequest | undefined;
    let retry: NodeJS.Timeout | undefined;

    function end(isLost: boolean): void {
      if (isClosed) return;
      isClosed = true;
      clearTimeout(retry);
      request?.destroy();
      if (isLost) onLost();
    }

    function again(waitMs: number): void {
      if (isClosed) return;
      retry = setTimeout(open, waitMs);
      retry.unref();
    }

    function open(): void {
      const url = new URL(`/rpc/${service}${heldPath}`, address);
      const opened = (url.protocol === 'https:' ? https : http).request(url, {
        method: 'GET',
        agent: false,
        timeout: answerMs,
        headers: { authorization: `Bearer ${signServiceToken(service)}` },
      });
      request = opened;
      opened.on('response', (response) => {
        opened.setTimeout(0);
        response.resume();
        wasHeld = true;
        const heldSince = performance.now();
        response.once('close', () => again(performance.now() - heldSince < briefMs ? retryMs : 0));
        response.on('error', () => undefined);
      });
      opened.on('timeout', () => opened.destroy(new Error('no answer')));
      opened.on('error', (error) => {
        // One that was never reached is still starting, or known from a row that will expire.
        if (wasHeld && isRefused(error)) end(true);
        else again(retryMs);
      });
      opened.end();
    }

    open();
    return { close: () => end(false) };
  };
}

const isRefused = (error: Error): boolean => 'code' in error && error.code === 'ECONNREFUSED';

/** The other end: an answer that does not finish while this process lives. */
export function createLifelineDoor({ verifyServiceToken }: { verifyServiceToken: VerifyServiceToken }) {
  const held = new Set<ServerResponse>();
  return {
    /** Whether the request was one for a lifeline; then it is answered. */
    async answer(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
      const [, service] = /^(?:\/rpc)?\/([a-z-]+)\/lifeline$/.exec(request.url ?? '') ?? [];
      if (service === undefined || request.method !== 'GET') return false;
      try {
        await verifyServiceToken(bearerOf(request), service);
      } catch (error) {
        const refusal = error instanceof Refusal ? error : new Refusal('internal', 'Something went wrong.');
        response.writeHead(statusOf(refusal.code)).end(JSON.stringify(refusalAnswer(refusal)));
        return true;
      }
      held.add(response);
      response.once('close', () => held.delete(response));
      response.writeHead(200, { 'content-type': 'application/octet-stream' });
      response.flushHeaders();
      return true;
    },
    /** Lets go of all, so that the process can end. */
    close(): void {
      for (const response of held) response.destroy();
    },
  };
}

function bearerOf(request: IncomingMessage): string {
  return /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
}
