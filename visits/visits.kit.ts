import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import type { Role, UserActor } from '#contracts/actor.ts';
import type { Handlers } from '#contracts/define.ts';
import type { EventEnvelope } from '#contracts/event.ts';
import { ClosedConnection, ParticipantConnected, ParticipantDisconnected } from '#contracts/events/media.ts';
import { eventRegistry } from '#contracts/events/registry.ts';
import type { VisitsHttp } from '#contracts/http/visits.ts';
import { ClinicId, SessionId, TenantId, UserId, VisitId } from '#contracts/ids.ts';
import { Refusal } from '#contracts/refusal.ts';
import type { LiveSocket } from '#contracts/sockets/live.ts';
import { createAccessRecorder } from '#platform/access/access-recorder.ts';
import { createLocalBus } from '#platform/bus/local-bus.ts';
import { newUuid } from '#platform/clock.ts';
import { createMemoryCluster } from '#platform/cluster/memory-cluster.ts';
import type { HttpContext, HttpHandlers } from '#platform/http/handlers.ts';
import { silentLog } from '#platform/log.ts';
import { createMetrics } from '#platform/metrics.ts';
import { createEvent } from '#platform/outbox/create-event.ts';
import { createOutbox } from '#platform/outbox/outbox.ts';
import type { SocketCaller } from '#platform/sockets/socket-service.ts';
import { openSqliteStore } from '#platform/store/sqlite/open-sqlite-store.ts';
import { createTokens } from '#platform/tokens/create-tokens.ts';
import { makeTokenKeys, parseTokenKeys } from '#platform/tokens/token-keys.ts';
import { createVault } from '#platform/vault/create-vault.ts';
import { environmentKeys } from '#platform/vault/master-keys.ts';
import type { Task, TaskHandler, Work } from '#platform/work/work.ts';
import { createVisits, type VisitsDeps } from './service.ts';

const tokenKeys = parseTokenKeys(makeTokenKeys());
const masterKeys = environmentKeys(`first:${randomBytes(32).toString('base64')}`);
export const minuteMs = 60_000;

/** Timers that ring when the test says so, with the time at which each is due. */
function createHandWork() {
  const tasks = new Map<string, Task>();
  let handlers: Record<string, TaskHandler> = {};
  const work: Work = {
    schedule: async (task, options) => {
      if (options?.replace || !tasks.has(task.key)) tasks.set(task.key, task);
    },
    cancel: async (key) => void tasks.delete(key),
    start: async (given) => {
      handlers = given;
    },
    stop: async () => undefined,
  };
  return {
    work,
    tasks,
    /** Does what is due by then, in order. */
    async ring(now: number): Promise<void> {
      for (;;) {
        const [due] = [...tasks.values()]
          .filter(({ dueAt }) => dueAt <= now)
          .toSorted((a, b) => a.dueAt - b.dueAt);
        if (!due) return;
        tasks.delete(due.key);
        await handlers[due.kind]?.({ ...due, attempt: 1 });
      }
    },
  };
}

export const context = (more: Partial<HttpContext> = {}): HttpContext => ({
  traceId: 'trace',
  idempotencyKey: randomUUID(),
  ifVersion: undefined,
  remoteAddress: '127.0.0.1',
  cookies: {},
  setCookie: () => undefined,
  clearCookie: () => undefined,
  ...more,
});

type Options = {
  isPublishing?: boolean;
  /** Where the store and the bus keep their files; in memory unless told. */
  directory?: string;
};

/** A visits service with its own store, bus, vault and outbox; its sisters are stood in for, its clock is the test's. */
export async function startVisits(
  changes: Partial<VisitsDeps> = {},
  { isPublishing = true, directory }: Options = {},
) {
  const clock = { now: Date.UTC(2026, 5, 15, 9, 0) };
  const now = () => clock.now;
  const fileOf = (name: string) => (directory === undefined ? ':memory:' : join(directory, name));
  const store = await openSqliteStore({ file: fileOf('visits.db'), now });
  const busStore = await openSqliteStore({ file: fileOf('bus.db'), now });
  const bus = await createLocalBus({ store: busStore, registry: eventRegistry, now, log: silentLog });
  const cluster = createMemoryCluster({ now, log: silentLog });
  const outbox = createOutbox({ store, bus, log: silentLog });
  const tokens = createTokens({ keys: tokenKeys, now });
  const vault = await createVault({
    store,
    keys: masterKeys,
    newId: newUuid,
    now,
  });
  const hand = createHandWork();
  const tenantId = TenantId.parse(newUuid());
  const clinicId = ClinicId.parse(newUuid());
  const id = () => UserId.parse(newUuid());
  const people = {
    patient: id(),
    otherPatient: id(),
    doctor: id(),
    otherDoctor: id(),
    nurse: id(),
    admin: id(),
  };
  const roleOf: Record<keyof typeof people, Role> = {
    patient: 'patient',
    otherPatient: 'patient',
    doctor: 'doctor',
    otherDoctor: 'doctor',
    nurse: 'nurse',
    admin: 'admin',
  };
  const room: string[] = [];
  const known: z.input<typeof ClosedConnection>[] = [];
  const notices: { notice: string; rooms: readonly { kind: string; id: string }[]; data: unknown }[] = [];
  const deps: VisitsDeps = {
    settings: {
      BEDSIDE_OPENS_BEFORE_MINUTES: 15,
      BEDSIDE_PLACE_KEPT_MINUTES: 5,
      BEDSIDE_NO_SHOW_AFTER_MINUTES: 30,
      BEDSIDE_ABANDONED_AFTER_MINUTES: 30,
    },
    store,
    bus,
    cluster,
    work: hand.work,
    vault,
    identity: {
      'people:list': async ({ userIds }) => ({
        people: Object.entries(people)
          .filter(([, userId]) => userIds.includes(userId))
          .map(([name, userId]) => ({
            userId,
            name: `The ${name}`,
            role: roleOf[name as keyof typeof people],
            clinicIds: [clinicId],
          })),
      }),
    },
    billing: { 'price:estimate': async () => ({ amount: { minorUnits: 2500, currency: 'EUR' } }) },
    media: {
      'room:admit': async ({ isPatientAdmitted }) => {
        room.push(isPatientAdmitted ? 'admitted' : 'not admitted');
        return {};
      },
      'room:close': async () => {
        room.push('closed');
        return {};
      },
      'attendance:read': async ({ visitId }) => {
        return {
          connections: z.array(ClosedConnection).parse(known.filter((one) => one.visitId === visitId)),
        };
      },
    },
    tokens,
    announcer: {
      tell: (_contract, { rooms }, notice, data) => void notices.push({ notice, rooms, data }),
    },
    recordAccess: await createAccessRecorder({ store, now, newId: newUuid }),
    log: silentLog,
    metrics: createMetrics(),
    now,
    newId: newUuid,
    ...changes,
  };
  const service = await createVisits(deps);
  if (isPublishing) await outbox.start();
  await service.start();

  // Bound handlers are called as the doors call them: with what the contract has parsed.
  const routes = service.routes?.[0]?.handlers as unknown as HttpHandlers<VisitsHttp>;
  const sockets = service.sockets?.[0]?.handlers as unknown as Handlers<LiveSocket, SocketCaller>;
  const rpc = (name: string, input: unknown) =>
    service.rpc?.[0]?.call(name, input) ?? Promise.reject(new Error('There is no door.'));
  const actor = (name: keyof typeof people, more: Partial<UserActor> = {}): UserActor => ({
    kind: 'user',
    tenantId,
    userId: people[name],
    role: roleOf[name],
    sessionId: SessionId.parse(newUuid()),
    clinicIds: [clinicId],
    ...more,
  });
  const caller = (name: keyof typeof people, connectionId = `socket of ${name}`): SocketCaller => ({
    actor: actor(name),
    connectionId,
  });

  /** A visit in five minutes, as set-up makes it. */
  async function book(more: object = {}): Promise<VisitId> {
    const booked = await rpc('visit:ensure', {
      tenantId,
      clientKey: randomUUID(),
      clinicId,
      patientId: people.patient,
      doctorId: people.doctor,
      visitType: 'consultation',
      startsAt: clock.now + 5 * minuteMs,
      reason: 'Cough',
      ...more,
    });
    return (booked as { visitId: VisitId }).visitId;
  }
  const ticket = (name: keyof typeof people, visitId: VisitId) =>
    routes.issueTicket(actor(name), { params: { visitId }, query: undefined, body: undefined }, context());
  const read = async (visitId: VisitId, name: keyof typeof people = 'doctor') =>
    routes.readVisit(actor(name), { params: { visitId }, query: undefined, body: undefined }, context());

  const connectionOf = (name: 'patient' | 'doctor' | 'nurse', visitId: VisitId) => ({
    visitId,
    connectionId: randomUUID(),
    participantId: randomUUID(),
    userId: people[name],
    side: name === 'patient' ? ('patient' as const) : ('care' as const),
    nodeId: 'media-1',
    epoch: 1,
    connectedAt: clock.now,
  });
  type Connection = ReturnType<typeof connectionOf>;
  const media = { kind: 'service', service: 'media', tenantId } as const;
  const made = { now, newId: newUuid };
  const asConnected = (connection: Connection): EventEnvelope =>
    createEvent(ParticipantConnected, { actor: media, tenantId, data: connection }, made);
  const asDisconnected = (
    connection: Connection,
    reason = 'left',
    disconnectedAt = clock.now,
  ): EventEnvelope => {
    const data = { ...connection, disconnectedAt, reason } as never;
    return createEvent(ParticipantDisconnected, { actor: media, tenantId, data }, made);
  };
  const published: EventEnvelope[] = [];
  const watching = await bus.subscribe({
    group: 'test',
    types: [...new Set([...eventRegistry.values()].map(({ type }) => type))],
    handle: async (event) => void published.push(event),
  });

  return {
    service,
    deps,
    routes,
    sockets,
    rpc,
    store,
    bus,
    cluster,
    tokens,
    vault,
    clock,
    hand,
    room,
    /** The connections that media knows of when it is asked at the end. */
    known,
    notices,
    published,
    tenantId,
    clinicId,
    people,
    actor,
    caller,
    book,
    ticket,
    read,
    connectionOf,
    asConnected,
    asDisconnected,
    /** Media tells that somebody's connection stands. */
    async connect(name: 'patient' | 'doctor' | 'nurse', visitId: VisitId): Promise<Connection> {
      const connection = connectionOf(name, visitId);
      await bus.publish([asConnected(connection)]);
      return connection;
    },
    disconnect: (connection: Connection, reason?: string) =>
      bus.publish([asDisconnected(connection, reason)]),
    /** Time passes, and what is due is done. */
    async pass(ms: number): Promise<void> {
      clock.now += ms;
      await hand.ring(clock.now);
    },
    async stop(): Promise<void> {
      await service.stop();
      await outbox.stop();
      await watching.close();
      await bus.close();
      await cluster.close();
      await store.close();
      await busStore.close();
    },
  };
}
export type VisitsWorld = Awaited<ReturnType<typeof startVisits>>;
export const anyId = () => VisitId.parse(newUuid());

/** The code of the refusal that the work ends with; `none` when it succeeds. Anything else thrown is thrown on. */
export async function refusalOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'none';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}
