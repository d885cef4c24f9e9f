import { ApiError, errorBody } from './http/api-error.ts';
import type { HeldKey } from './http/idempotency.ts';
import { expireIntent } from './payment-intents/cancel-payment-intent.ts';
import { settleCharge } from './payment-intents/settle-charge.ts';
import type { Journal } from './storage/journal.ts';
import { forgetOld } from './storage/open-storage.ts';
import type { Delivery, IdempotencyRecord } from './storage/rows.ts';
import type { Tables } from './storage/tables.ts';
import { Transaction } from './storage/transaction.ts';
import { recordEvents, type WebhookEndpoint } from './webhooks/record-events.ts';

type Deps = {
  tables: Tables;
  journal: Journal;
  newId: (prefix: string) => string;
  nowMs: () => number;
  wallNow: () => number;
  apiVersion: string;
  endpoints: WebhookEndpoint[];
  deliver: (deliveries: Delivery[]) => void;
};

export type Answer = { status: number; body: string };
type Call = {
  requestId: string;
  work: (tx: Transaction) => object;
  key?: (HeldKey & { name: string }) | undefined;
  /** What to answer and remember in the place of the true answer. */
  answerInstead?: ApiError | undefined;
};

/** Does each request's work as one: in memory at once, answered when the journal has it. */
export class Engine {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async run({ requestId, work, key, answerInstead }: Call): Promise<Answer> {
    const swept = this.sweep();
    let tx = this.#begin();
    let answer: Answer;
    let isFinal = true;
    try {
      answer = { status: 200, body: JSON.stringify(work(tx)) };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (!error.keepsChanges) tx = this.#begin();
      answer = answerOf(error);
      isFinal = error.isFinal;
    }
    if (answerInstead) answer = answerOf(answerInstead);
    if (key && isFinal) tx.put(this.#record(key, requestId, answer));
    await Promise.all([swept, this.#commit(tx, { requestId, idempotencyKey: key?.name ?? null })]);
    return answer;
  }

  /** What time alone brings about: holds that expire, balance transactions that arrive, keys to forget. */
  sweep(): Promise<void> {
    const { tables, nowMs } = this.#deps;
    forgetOld(tables, nowMs());
    const tx = this.#begin();
    for (const id of tables.unfinished) {
      const charge = tables.get('charge', id);
      if (charge) settleCharge(tx, charge);
      const intent = tables.get('payment_intent', id);
      const held = intent?.latest_charge ? tables.get('charge', intent.latest_charge) : undefined;
      const until = held?.payment_method_details.card.capture_before;
      if (intent && until !== undefined && until <= tx.now) expireIntent(tx, intent);
    }
    return this.#commit(tx, { requestId: null, idempotencyKey: null });
  }

  #begin(): Transaction {
    const { tables, newId, nowMs } = this.#deps;
    return new Transaction({ tables, newId, now: Math.floor(nowMs() / 1000) });
  }

  async #commit(
    tx: Transaction,
    cause: { requestId: string | null; idempotencyKey: string | null },
  ): Promise<void> {
    const { apiVersion, endpoints, tables, journal, wallNow, deliver } = this.#deps;
    const deliveries = recordEvents(tx, cause, { apiVersion, endpoints, nowMs: wallNow() });
    const rows = tx.rows;
    for (const row of rows) tables.put(row);
    await journal.append(rows);
    deliver(deliveries);
  }

  #record(key: HeldKey, requestId: string, answer: Answer): IdempotencyRecord {
    const { id, fingerprint } = key;
    const createdAtMs = this.#deps.nowMs();
    return { id, object: 'idempotency_record', fingerprint, requestId, ...answer, createdAtMs };
  }
}

export function answerOf(error: ApiError): Answer {
  return { status: error.status, body: JSON.stringify(errorBody(error)) };
}
