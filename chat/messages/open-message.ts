import type { Message } from '#contracts/chat/conversation.ts';
import type { Vault, VaultScope } from '#platform/vault/vault.ts';
import type { MessageRow } from './message-store.ts';

/** Whose key seals the texts of a thread. */
export const scopeOf = (tenantId: string, conversationId: string): VaultScope => ({
  tenantId,
  kind: 'conversation',
  id: conversationId,
});

/** Messages as their readers see them, with the texts opened. */
export function createOpenMessages({ vault }: { vault: Vault }) {
  async function openMessage(row: MessageRow): Promise<Message> {
    const { _id, conversationId, seq, author, clientKey, sentAt } = row;
    const body = await vault.open(scopeOf(row.tenantId, conversationId), _id, row.sealedBody);
    return { id: _id, conversationId, seq, author, body, clientKey, sentAt };
  }
  return (rows: readonly MessageRow[]): Promise<Message[]> => Promise.all(rows.map(openMessage));
}
export type OpenMessages = ReturnType<typeof createOpenMessages>;
