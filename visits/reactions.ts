import type { z } from 'zod';
import type { EventContract } from '#contracts/define.ts';
import type { EventEnvelope } from '#contracts/event.ts';
import { ParticipantConnected, ParticipantDisconnected } from '#contracts/events/media.ts';
import {
  VisitAdmitted,
  VisitBooked,
  VisitCancelled,
  VisitEnded,
  VisitNoShow,
  VisitNoteSigned,
  VisitSentBack,
  VisitWaiting,
} from '#contracts/events/visits.ts';
import { type TenantId, VisitId } from '#contracts/ids.ts';
import type { Subscriber } from '#platform/bus/bus.ts';
import type { createNoteAttendance } from './attendance/note-attendance.ts';
import type { MarkNoted } from './notes/mark-noted.ts';
import type { TellRoom } from './room/tell-room.ts';
import type { Timers } from './timers/timers.ts';
import type { VisitStore } from './visit/visit-store.ts';

type Deps = {
  visits: VisitStore;
  noteAttendance: ReturnType<typeof createNoteAttendance>;
  markNoted: MarkNoted;
  tellRoom: TellRoom;
  timers: Timers;
};
type Reaction = { type: string; run: (event: EventEnvelope) => Promise<unknown> };

const on = <D extends z.ZodType>(
  contract: EventContract<string, D>,
  run: (tenantId: TenantId, data: z.infer<D>) => Promise<unknown>,
): Reaction => ({
  type: contract.type,
  run: (event) => run(event.tenantId, contract.data.parse(event.data)),
});

/**
 * Event to operation. The visit's own events repair what the request that caused them could not finish: a process that
 * dies in between leaves nothing undone. Each may be repeated.
 */
export function createReactions(deps: Deps): Subscriber {
  const { visits, noteAttendance, markNoted, tellRoom, timers } = deps;
  const visitOf = (tenantId: TenantId, { visitId }: { visitId: VisitId }) => visits.get(tenantId, visitId);

  const reactions: Reaction[] = [
    on(ParticipantConnected, noteAttendance),
    on(ParticipantDisconnected, noteAttendance),
    on(VisitBooked, async (tenantId, data) => timers.noShow(await visitOf(tenantId, data))),
    on(VisitWaiting, async (tenantId, data) => timers.keepPlace(await visitOf(tenantId, data))),
    on(VisitAdmitted, async (tenantId, data) => {
      await tellRoom.now(tenantId, data.visitId);
      await timers.abandoned(await visitOf(tenantId, data));
    }),
    on(VisitSentBack, async (tenantId, data) => {
      await tellRoom.now(tenantId, data.visitId);
      await timers.keepPlace(await visitOf(tenantId, data));
    }),
    // Of whichever version.
    {
      type: VisitEnded.type,
      run: async ({ tenantId, key }) => timers.attendance(await visits.get(tenantId, VisitId.parse(key))),
    },
    on(VisitCancelled, (tenantId, data) => tellRoom.now(tenantId, data.visitId)),
    on(VisitNoShow, (tenantId, data) => tellRoom.now(tenantId, data.visitId)),
    on(VisitNoteSigned, (tenantId, data) => markNoted(tenantId, data.visitId)),
  ];
  const byType = new Map(reactions.map((reaction) => [reaction.type, reaction.run]));
  return {
    group: 'visits',
    types: [...byType.keys()],
    handle: async (event) => {
      await byType.get(event.type)?.(event);
    },
  };
}
