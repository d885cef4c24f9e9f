import type { ParticipantId } from '#contracts/call/call.ts';

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
const isParticipantId = (text: string | null): text is ParticipantId => text !== null && uuid.test(text);

/** This tab's place in a visit, kept over a reload, so that it takes its own place again instead of a second one. */
export function participantIdOf(storage: Storage, visitId: string): ParticipantId {
  const key = `bedside.participant.${visitId}`;
  const kept = storage.getItem(key);
  if (isParticipantId(kept)) return kept;
  const made: string = crypto.randomUUID();
  storage.setItem(key, made);
  if (!isParticipantId(made)) throw new Error('A random UUID is not one.');
  return made;
}
