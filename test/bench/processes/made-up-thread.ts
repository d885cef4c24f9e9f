import { randomUUID } from 'node:crypto';

type Draft = { conversationId: string; clientKey: string; body: string };

const somebody = '01890a5d-ac96-774b-bcce-b302099a8051';

/** A message as chat answers it. */
export const message = (draft: Draft) => ({
  id: randomUUID(),
  ...draft,
  seq: 1,
  author: { userId: somebody, name: 'Somebody', role: 'nurse' },
  sentAt: Date.now(),
});

/** A thread without messages, as chat answers who opens it. */
export const opened = (conversationId: string) => ({
  conversation: {
    id: conversationId,
    kind: 'team',
    clinicId: somebody,
    patient: { userId: somebody, name: 'Somebody' },
    epoch: 1,
    lastSeq: 0,
    cursors: [],
  },
  messages: [],
  hasMore: false,
  isReset: false,
});
