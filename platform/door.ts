import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { UserActor } from '#contracts/actor.ts';
import type { Callers } from '#contracts/define.ts';
import { commonRefusals, Refusal } from '#contracts/refusal.ts';
import type { Log } from './log.ts';

const common: ReadonlySet<string> = new Set(commonRefusals);

/** Refuses a caller whose role is not among those who may knock. */
export function demandCaller(who: Callers, actor: UserActor | undefined): void {
  if (who === 'anyone') return;
  if (!actor) throw new Refusal('unauthenticated', 'Sign in first.');
  if (!who.includes(actor.role)) throw new Refusal('not_permitted', 'You may not do that.');
}

/** What came from outside, parsed; refuses `invalid_input` and names the first place, never the value. */
export function parseInput<T extends z.ZodType>(schema: T, value: unknown): z.infer<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue?.path.map(String).join('.') || 'the input';
  throw new Refusal('invalid_input', `Not accepted: ${place} (${issue?.code ?? 'unknown'}).`);
}

/**
 * The refusal to answer for whatever was thrown. A refusal that the contract declares passes; anything else is a
 * bug: logged with an id, answered as `internal` with that id.
 */
export function refusalFor(error: unknown, declared: readonly string[], log: Log, door: string): Refusal {
  if (error instanceof Refusal && (common.has(error.code) || declared.includes(error.code))) return error;
  const errorId = randomUUID();
  log.error({ errorId, door, err: error }, 'a request failed');
  return new Refusal(
    'internal',
    `Something went wrong on our side. Nothing was lost. Quote ${errorId} if it stays.`,
  );
}
