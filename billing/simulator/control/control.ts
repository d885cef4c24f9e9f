import { z } from 'zod';
import type { Answer, Engine } from '../engine.ts';
import { answerOf } from '../engine.ts';
import { authenticateCardholder } from '../payment-intents/authenticate-cardholder.ts';
import type { Courier } from '../webhooks/courier.ts';
import { invalidRequest } from '../http/api-error.ts';
import { Fault, type Faults } from './faults.ts';

type Deps = {
  courier: Courier;
  engine: Engine;
  faults: Faults;
  advanceClock: (seconds: number) => void;
  newRequestId: () => string;
};

const nothing = z.strictObject({});
const copies = z.int().min(1).max(10).default(1);

/** What tests may ask for beside the API: misfortunes, webhooks out of order or twice, time, a cardholder. */
export function createControl({ courier, engine, faults, advanceClock, newRequestId }: Deps) {
  const verbs = {
    'add-fault': verb(Fault, (fault) => faults.add(fault)),
    'clear-faults': verb(nothing, () => faults.clear()),
    'hold-webhooks': verb(nothing, () => courier.hold()),
    'release-webhooks': verb(
      z.strictObject({ order: z.enum(['as_made', 'reversed']).default('as_made'), copies }),
      async (input) => ({ released: await courier.release(input) }),
    ),
    'resend-event': verb(z.strictObject({ event: z.string(), copies }), async (input) => ({
      statuses: await courier.resend(input.event, input.copies),
    })),
    'advance-clock': verb(z.strictObject({ seconds: z.int().positive() }), async ({ seconds }) => {
      advanceClock(seconds);
      await engine.sweep();
    }),
    'authenticate-cardholder': verb(
      z.strictObject({ paymentIntent: z.string(), outcome: z.enum(['failed', 'succeeded']) }),
      ({ paymentIntent, outcome }) =>
        engine.run({
          requestId: newRequestId(),
          work: (tx) => authenticateCardholder(tx, { id: paymentIntent, outcome }),
        }),
    ),
    status: verb(nothing, () => ({ pendingWebhooks: courier.pending })),
  };
  const byName = new Map(Object.entries(verbs));

  return async function answerControl(name: string, body: string): Promise<Answer> {
    const run = byName.get(name);
    if (!run) return answerOf(invalidRequest(`The simulator has no control ${name}.`));
    return run(body);
  };
}

function verb<S extends z.ZodType>(schema: S, work: (input: z.output<S>) => unknown) {
  return async (body: string): Promise<Answer> => {
    const read = schema.safeParse(parseJson(body));
    if (!read.success) return answerOf(invalidRequest(z.prettifyError(read.error)));
    const result = (await work(read.data)) ?? {};
    return isAnswer(result) ? result : { status: 200, body: JSON.stringify(result) };
  };
}

function isAnswer(value: unknown): value is Answer {
  return typeof value === 'object' && value !== null && 'status' in value && 'body' in value;
}

function parseJson(body: string): unknown {
  try {
    return body === '' ? {} : JSON.parse(body);
  } catch {
    return undefined;
  }
}
