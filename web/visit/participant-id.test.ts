import { beforeEach, describe, expect, it } from 'vitest';
import { createParticipantIds } from './participant-id.ts';

/** A tab's storage, and the same as a duplicated tab gets it. */
function aStorage(kept = new Map<string, string>()) {
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
    copy: () => aStorage(new Map(kept)),
  };
}

describe('a tab’s place in a visit', () => {
  let storage: ReturnType<typeof aStorage>;
  let page: EventTarget;
  let idOf: ReturnType<typeof createParticipantIds>;
  beforeEach(() => {
    storage = aStorage();
    page = new EventTarget();
    idOf = createParticipantIds(storage, page);
  });

  it('is one for each visit, and stays while the page is there', () => {
    expect(idOf('one')).toBe(idOf('one'));
    expect(idOf('one')).not.toBe(idOf('other'));
  });

  it('is found again after a reload', () => {
    const id = idOf('one');
    page.dispatchEvent(new Event('pagehide'));
    expect(createParticipantIds(storage, new EventTarget())('one')).toBe(id);
  });

  it('is not shared with a tab that was duplicated while it is in use', () => {
    const id = idOf('one');
    expect(createParticipantIds(storage.copy(), new EventTarget())('one')).not.toBe(id);
    page.dispatchEvent(new Event('pagehide'));
    page.dispatchEvent(new Event('pageshow'));
    expect(createParticipantIds(storage.copy(), new EventTarget())('one')).not.toBe(id);
    expect(idOf('one')).toBe(id);
  });

  it('is a new one where something else is kept', () => {
    storage.setItem('bedside.participant.one', 'nonsense');
    expect(idOf('one')).not.toBe('nonsense');
  });
});
