import { z } from 'zod';
import { AuditEntry, ChainState } from '../audit/entry.ts';
import { defineHttp } from '../define.ts';
import { UserId } from '../ids.ts';

/** The tamper-evident trail, for those who must look. Looking is itself recorded. */
export const AuditHttp = defineHttp({
  listEntries: {
    method: 'GET',
    path: '/audit/entries',
    who: ['admin'],
    rate: 'normal',
    tag: 'Audit',
    summary: 'Entries, the newest first, by person, patient, action or time. Names are not part of it.',
    query: z.strictObject({
      actorId: UserId.optional(),
      patientId: UserId.optional(),
      action: z.string().max(80).optional(),
      fromAt: z.coerce.number().int().optional(),
      toAt: z.coerce.number().int().optional(),
      cursor: z.string().max(400).optional(),
      limit: z.coerce.number().int().min(1).max(200).optional(),
    }),
    output: z.strictObject({ entries: z.array(AuditEntry), nextCursor: z.string().optional() }),
    status: 200,
    refusals: [],
    sample: {},
  },
  readChain: {
    method: 'GET',
    path: '/audit/chain',
    who: ['admin'],
    rate: 'normal',
    tag: 'Audit',
    summary: 'Whether the chain is unbroken, and when that was last checked.',
    output: ChainState,
    status: 200,
    refusals: [],
    sample: {},
  },
});
export type AuditHttp = typeof AuditHttp;
