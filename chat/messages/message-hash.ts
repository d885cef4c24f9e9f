import { hash } from 'node:crypto';
import type { MessageRow } from './message-store.ts';

/** What the first message of a thread names as the hash before it. */
export const genesis = '0'.repeat(64);

/** SHA-256, in hex, over a message's place, author, sealed text and the hash before it: none can change unnoticed. */
export function hashMessage(row: Omit<MessageRow, 'version' | 'hash'>): string {
  const fields = [
    row.conversationId,
    row.seq,
    row._id,
    row.authorId,
    row.clientKey,
    row.sealedBody,
    row.sentAt,
  ];
  return hash('sha256', JSON.stringify([...fields, row.previousHash]));
}
