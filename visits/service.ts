import type { UserId } from '#contracts/ids.ts';
import type { RecordAccess } from '#platform/access/access-recorder.ts';
import { createBackground } from '#platform/background.ts';
import type { Bus, Subscription } from '#platform/bus/bus.ts';
import type { Cluster } from '#platform/cluster/cluster.ts';
import { watchLosses } from '#platform/cluster/watch-losses.ts';
import type { NewId, Now } from '#platform/clock.ts';
import type { Log } from '#platform/log.ts';
import type { Metrics } from '#platform/metrics.ts';
import type { Service } from '#platform/service.ts';
import type { Announcer } from '#platform/sockets/announcer.ts';
import type { Store } from '#platform/store/store.ts';
import type { Tokens } from '#platform/tokens/tokens.ts';
import type { Vault } from '#platform/vault/vault.ts';
import type { Work } from '#platform/work/work.ts';
import { openAttendanceLog } from './attendance/attendance-log.ts';
import { createNoteAttendance } from './attendance/note-attendance.ts';
import { openAgenda } from './booking/agenda-store.ts';
import { createEstimatePrice } from './booking/estimate-price.ts';
import { createFindColleague, createFindDoctor, createFindPair } from './booking/find-people.ts';
import { createPlaceBooking } from './booking/place-booking.ts';
import { createMarkNoted } from './notes/mark-noted.ts';
import { openNoteStore } from './notes/note-store.ts';
import type { BillingPort, IdentityPort, MediaPort } from './ports.ts';
import { createReadQueue, createTellQueue } from './queue/tell-queue.ts';
import { createReactions } from './reactions.ts';
import { createShowVisit } from './reading/show-visit.ts';
import { createEndVisit } from './room/end-visit.ts';
import { createPatientSocket, createSocketLostAt } from './room/patient-socket.ts';
import { createTellRoom } from './room/tell-room.ts';
import { createRoutes } from './routes.ts';
import { createRpc } from './rpc.ts';
import type { VisitsSettings } from './settings.ts';
import { createSockets } from './sockets.ts';
import { createTasks } from './tasks.ts';
import { createTimers } from './timers/timers.ts';
import { createDemandVisit } from './visit/demand-visit.ts';
import { createOpenVisit } from './visit/open-visit.ts';
import { createSealReason } from './visit/seal-reason.ts';
import { createTellVisit } from './visit/tell-visit.ts';
import { isClosed } from './visit/visit.ts';
import { createVisitEvents } from './visit/visit-events.ts';
import { openVisitStore } from './visit/visit-store.ts';

export { readProvenTime } from './attendance/verify-attendance.ts';
export { visitsSettings } from './settings.ts';

export type VisitsDeps = {
  settings: VisitsSettings;
  store: Store;
  bus: Pick<Bus, 'subscribe'>;
  work: Pick<Work, 'schedule' | 'start' | 'stop'>;
  vault: Pick<Vault, 'seal' | 'open'>;
  identity: IdentityPort;
  billing: BillingPort;
  media: MediaPort;
  tokens: Pick<Tokens, 'signTicket'>;
  announcer: Pick<Announcer, 'tell'>;
  recordAccess: RecordAccess;
  log: Log;
  metrics: Metrics;
  now: Now;
  newId: NewId;
  cluster: Pick<Cluster, 'watch'>;
};

const drainMs = 3_000;

/** Appointments and their life. Everything it needs is handed in; it opens its own collections. */
export async function createVisits(deps: VisitsDeps): Promise<Service> {
  const { store, now, bus, work } = deps;
  const visits = await openVisitStore(store);
  const needsTime = async (bookingKey: string, doctorId: UserId) => {
    const visit = await visits.findByBookingKey(bookingKey);
    return visit && !isClosed(visit) && visit.doctorId === doctorId;
  };
  const agenda = await openAgenda({ store, now, needsTime });
  const stores = {
    visits,
    agenda,
    notes: await openNoteStore(store),
    attendanceLog: await openAttendanceLog(store),
  };

  const background = createBackground(deps);
  const losses = watchLosses({ cluster: deps.cluster, kind: 'signaling', now });
  const base = {
    ...deps,
    ...stores,
    background,
    visitEvents: createVisitEvents(deps),
    sealReason: createSealReason(deps),
    openVisit: createOpenVisit(deps),
    timers: createTimers(deps),
  };
  const told = { ...base, tellVisit: createTellVisit({ ...base, tellQueue: createTellQueue(base) }) };
  const ready = {
    ...told,
    ...createDemandVisit(told),
    tellRoom: createTellRoom(told),
    readQueue: createReadQueue(told),
    findPair: createFindPair(told),
    findDoctor: createFindDoctor(told),
    findColleague: createFindColleague(told),
    estimatePrice: createEstimatePrice(told),
    markNoted: createMarkNoted(told),
    patientSocket: createPatientSocket(told),
    noteAttendance: createNoteAttendance(told),
    socketLostAt: createSocketLostAt({ losses, startedAt: now() }),
  };
  const all = {
    ...ready,
    showVisit: createShowVisit(ready),
    placeBooking: createPlaceBooking(ready),
    endVisit: createEndVisit(ready),
  };

  let subscription: Subscription | undefined;
  return {
    name: 'visits',
    async start() {
      subscription = await bus.subscribe(createReactions(all));
      await work.start(createTasks(all));
    },
    async stop() {
      await work.stop();
      await subscription?.close();
      losses.close();
      await background.drain(drainMs);
    },
    routes: [createRoutes(all)],
    sockets: [createSockets(all)],
    rpc: [createRpc(all)],
  };
}
