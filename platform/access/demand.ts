import type { Actor } from '#contracts/actor.ts';
import { Refusal } from '#contracts/refusal.ts';

/** Who may do what: one pure function per action. */
export type Policy<Action extends string, Facts> = Record<Action, (actor: Actor, facts: Facts) => boolean>;

/** Refuses `not_permitted` unless the policy's function for the action says yes. */
export function demand<Action extends string, Facts>(
  policy: Policy<Action, Facts>,
  actor: Actor,
  action: Action,
  facts: Facts,
): void {
  if (!policy[action](actor, facts)) throw new Refusal('not_permitted', 'You may not do that.');
}
