import { z } from 'zod';
import type { NodeRow } from './cluster.ts';

/** A row with the revision that Redis gave it, and how long it was written for. */
export type StoredRow = { row: NodeRow; revision: number; ttlMs: number };
/** As Redis lists it: with the time it has left. */
export type LivingRow = StoredRow & { leftMs: number };

const Row = z.object({
  kind: z.string(),
  nodeId: z.string(),
  instanceId: z.string(),
  updatedAt: z.number(),
  data: z.record(z.string(), z.unknown()),
});
const List = z.array(z.union([z.string(), z.number()]));
const form = /^(\d+) (\d+) (.*)$/s;

export function parseStored(text: string): StoredRow {
  const [, revision, ttlMs, row = ''] = form.exec(text) ?? [];
  return { row: Row.parse(JSON.parse(row)), revision: Number(revision), ttlMs: Number(ttlMs) };
}

export function parseLiving(listed: unknown): LivingRow[] {
  const list = List.parse(listed);
  return list.flatMap((stored, at) =>
    at % 2 === 0 ? [{ ...parseStored(String(stored)), leftMs: Number(list[at + 1]) }] : [],
  );
}
