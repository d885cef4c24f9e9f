import type { Outgoing } from './thread.ts';

/** What was written and not acknowledged, kept for the tab, so that a reload loses no word. */
export interface Outbox {
  read(): Outgoing[];
  write(outgoing: readonly Outgoing[]): void;
}

export function createOutbox(storage: Storage, conversationId: string): Outbox {
  const key = `bedside.outbox.${conversationId}`;
  return {
    read() {
      try {
        const value: unknown = JSON.parse(storage.getItem(key) ?? '[]');
        return Array.isArray(value)
          ? value.filter(isOutgoing).map((one) => ({ ...one, isFailed: false }))
          : [];
      } catch {
        return [];
      }
    },
    write(outgoing) {
      if (outgoing.length === 0) storage.removeItem(key);
      else storage.setItem(key, JSON.stringify(outgoing));
    },
  };
}

function isOutgoing(value: unknown): value is Outgoing {
  if (typeof value !== 'object' || value === null) return false;
  if (!('clientKey' in value) || !('body' in value) || !('writtenAt' in value)) return false;
  return (
    typeof value.clientKey === 'string' &&
    typeof value.body === 'string' &&
    typeof value.writtenAt === 'number'
  );
}
