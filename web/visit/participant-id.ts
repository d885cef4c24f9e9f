import type { ParticipantId } from '#contracts/call/call.ts';

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
const isParticipantId = (text: string | null): text is ParticipantId => text !== null && uuid.test(text);

type Place = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/**
 * This tab's place in a visit. A page takes it out of the tab's storage and puts it back as it goes: so a reload finds
 * its own place again, and a tab that was duplicated meanwhile, which has a copy of the storage, does not find one that
 * is in use.
 */
export function createParticipantIds(storage: Place, page: Pick<EventTarget, 'addEventListener'>) {
  const held = new Map<string, ParticipantId>();
  page.addEventListener('pagehide', () => {
    for (const [key, id] of held) storage.setItem(key, id);
  });
  // A page that was kept as it was, as browsers do for going back, holds its places again.
  page.addEventListener('pageshow', () => {
    for (const key of held.keys()) storage.removeItem(key);
  });

  return function participantIdOf(visitId: string): ParticipantId {
    const key = `bedside.participant.${visitId}`;
    const known = held.get(key) ?? storage.getItem(key);
    const id: string = isParticipantId(known) ? known : crypto.randomUUID();
    if (!isParticipantId(id)) throw new Error('A random UUID is not one.');
    storage.removeItem(key);
    held.set(key, id);
    return id;
  };
}
