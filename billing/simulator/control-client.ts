import { z } from 'zod';
import type { Fault } from './control/faults.ts';

type FaultRequest = Partial<Fault> & Pick<Fault, 'kind'>;

/** What a test can ask of a running simulator; `controlKey` is the one that the simulator was started with. */
export function createSimulatorControl({ url, controlKey }: { url: string; controlKey: string }) {
  async function ask(name: string, input: object = {}): Promise<unknown> {
    const answer = await fetch(`${url}/_simulator/${name}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${controlKey}` },
      body: JSON.stringify(input),
      signal: AbortSignal.timeout(30_000),
    });
    const body: unknown = await answer.json();
    if (!answer.ok) throw new Error(`The simulator refused ${name}: ${JSON.stringify(body)}`);
    return body;
  }

  return {
    addFault: (fault: FaultRequest) => ask('add-fault', fault),
    clearFaults: () => ask('clear-faults'),
    holdWebhooks: () => ask('hold-webhooks'),
    /** Resolves when each of them was sent once; gives how many there were. */
    releaseWebhooks: async (how: { order?: 'as_made' | 'reversed'; copies?: number } = {}) =>
      z.object({ released: z.int() }).parse(await ask('release-webhooks', how)).released,
    /** Gives the statuses that the endpoints answered. */
    resendEvent: async (input: { event: string; copies?: number }) =>
      z.object({ statuses: z.array(z.int()) }).parse(await ask('resend-event', input)).statuses,
    advanceClock: (seconds: number) => ask('advance-clock', { seconds }),
    authenticateCardholder: (input: { paymentIntent: string; outcome: 'failed' | 'succeeded' }) =>
      ask('authenticate-cardholder', input),
    pendingWebhooks: async () =>
      z.object({ pendingWebhooks: z.int() }).parse(await ask('status')).pendingWebhooks,
  };
}
export type SimulatorControl = ReturnType<typeof createSimulatorControl>;
