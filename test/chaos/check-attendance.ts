import { join } from 'node:path';
import { expect } from 'vitest';
import { systemNow } from '#platform/clock.ts';
import { silentLog } from '#platform/log.ts';
import { openMongoStore } from '#platform/store/mongo/open-mongo-store.ts';
import { openSqliteStore } from '#platform/store/sqlite/open-sqlite-store.ts';
import type { Document, Store } from '#platform/store/store.ts';
import type { CallClient } from '../kit/calls/call-client.ts';
import { until } from '../kit/until.ts';
import type { Cast, World } from '../kit/world.ts';

type Span = { fromAt: number; toAt: number };
type Line = Document & { visitId: string; side?: 'patient' | 'care'; kind: string } & Partial<Span> & {
    connectedAt?: number;
    disconnectedAt?: number;
    endedAt?: number;
    billableSeconds?: number;
  };

/**
 * What a visit's attendance log proves, worked out anew from its lines, second by second in milliseconds, by other
 * code than the one that billed. For a server that does not run.
 */
export async function readAttendance(dataDirectory: string, visitId: string) {
  const file = join(dataDirectory, 'visits.sqlite');
  return readFrom(await openSqliteStore({ file, now: systemNow }), visitId);
}

/** A node that died is known to have lived until its last beat, a second before; writing that may take as long. */
const beatMs = 2_000;
/** Connected means that ICE and DTLS stand; what is heard may begin later, when the others are back too. */
const alonePerMakingMs = 3_000;

/** The receipt and the log of a visit that is over say the same, and what its clients saw: a gap is a gap. */
export async function checkAttendance({
  world,
  cast: { patient, visit },
  clients,
}: {
  world: World;
  cast: Cast;
  clients: readonly CallClient[];
}): Promise<void> {
  const receipt = () => patient.api.billing.readReceipt({ params: { visitId: visit.id } });
  let last: unknown;
  const isCaptured = async () => {
    last = await receipt();
    return (await receipt()).status === 'captured';
  };
  await until(isCaptured, { withinMs: 40_000, why: () => last });
  const { billableSeconds, intervals } = await receipt();
  const { url } = world.together.mongo;
  const store = await openMongoStore({ url, database: 'bedside_visits', log: silentLog, now: systemNow });
  // The log is closed after the visit, which is billed already.
  const proof = await untilProven(store, visit.id);
  expect(proof.billableSeconds).toBe(billableSeconds);
  expect(Math.floor(proof.togetherMs / 1_000)).toBe(billableSeconds);
  const [theirs] = clients.filter(({ name }) => name === patient.name);
  if (!theirs) throw new Error('The patient was not among the clients.');
  const heard = theirs.heardSpans();
  const logged = proof.sides.patient.toSorted((one, other) => one.fromAt - other.fromAt);
  const story = JSON.stringify({ heard, logged, intervals });
  for (const [at, { fromAt }] of logged.entries())
    expect(fromAt, story).toBeGreaterThanOrEqual(logged[at - 1]?.toAt ?? 0);
  for (const span of heard) expect(lengthOf(span) - overlap([span], logged), story).toBeLessThan(beatMs);
  // Who waits to be let in is connected and hears nothing, however long.
  const letIn = overlap(logged, proof.admitted);
  expect(letIn - overlap(logged, heard), story).toBeLessThan(alonePerMakingMs * heard.length);
}

const lengthOf = ({ fromAt, toAt }: Span) => toAt - fromAt;

/** How long both were so. Neither overlaps itself. */
function overlap(some: readonly Span[], others: readonly Span[]): number {
  const shared = some.flatMap((one) =>
    others.map((other) => Math.min(one.toAt, other.toAt) - Math.max(one.fromAt, other.fromAt)),
  );
  return shared.reduce((sum, ms) => sum + Math.max(0, ms), 0);
}

async function readFrom(store: Store, visitId: string) {
  try {
    return proofOf(await linesOf(store, visitId));
  } finally {
    await store.close();
  }
}

async function untilProven(store: Store, visitId: string) {
  try {
    let lines: Line[] = [];
    await until(async () => {
      lines = await linesOf(store, visitId);
      return lines.some(({ kind }) => kind === 'end');
    });
    return proofOf(lines);
  } finally {
    await store.close();
  }
}

async function linesOf(store: Store, visitId: string): Promise<Line[]> {
  const indexes = { ofVisit: { fields: ['visitId'] } } as const;
  const lines = await store.collection<Line, 'ofVisit'>({ name: 'attendance', indexes });
  return (await lines.find({ index: 'ofVisit', equals: { visitId }, limit: 1_000 })).items;
}

function proofOf(lines: readonly Line[]) {
  const end = lines.find(({ kind }) => kind === 'end');
  if (end?.endedAt === undefined) throw new Error('The attendance log has no end.');
  const { endedAt, billableSeconds } = end;
  const spans = (side: 'patient' | 'care'): Span[] =>
    lines
      .filter((line) => line.kind === 'connection' && line.side === side)
      .map(({ connectedAt = endedAt, disconnectedAt = endedAt }) => ({
        fromAt: connectedAt,
        toAt: Math.min(disconnectedAt, endedAt),
      }));
  const admitted = lines
    .filter(({ kind }) => kind === 'admission')
    .map(({ fromAt = 0, toAt = endedAt }) => ({ fromAt, toAt }));
  const sides = { patient: spans('patient'), care: spans('care') };
  const isIn = (list: readonly Span[], at: number) =>
    list.some(({ fromAt, toAt }) => fromAt <= at && at < toAt);
  let togetherMs = 0;
  for (let at = Math.min(...admitted.map(({ fromAt }) => fromAt)); at < endedAt; at++)
    if (isIn(admitted, at) && isIn(sides.patient, at) && isIn(sides.care, at)) togetherMs++;
  return { billableSeconds, togetherMs, sides, admitted };
}
