import type { Visit } from '#contracts/visits/visit.ts';

export type Parts<Name extends string> = Record<Name, readonly Visit[]>;

/**
 * What is shown while a hand is over the rows: each visit as it stands now but where it stood, so that nothing moves
 * away from under the pointer. What is new waits until the hand has left; what is gone goes.
 */
export function holdParts<Name extends string>(shown: Parts<Name>, wanted: Parts<Name>): Parts<Name> {
  const now = new Map(
    Object.values<readonly Visit[]>(wanted).flatMap((visits) => visits.map((visit) => [visit.id, visit])),
  );
  const held = { ...wanted };
  for (const name of namesOf(shown)) {
    held[name] = shown[name].map((visit) => now.get(visit.id)).filter((visit) => visit !== undefined);
  }
  return held;
}

const namesOf = <Name extends string>(parts: Parts<Name>) => Object.keys(parts) as Name[];
