import { z } from 'zod';
import { TenantId, VisitId } from '#contracts/ids.ts';
import type { Now } from '#platform/clock.ts';
import type { TaskHandler, Work } from '#platform/work/work.ts';
import type { VisitsSettings } from '../settings.ts';
import type { StoredVisit } from '../visit/visit.ts';

type Deps = { work: Pick<Work, 'schedule'>; settings: VisitsSettings; now: Now };
export type TimerKind = 'visit-no-show' | 'visit-lost-place' | 'visit-abandoned' | 'visit-attendance';
export type Timers = ReturnType<typeof createTimers>;
export type TimedVisit = z.infer<typeof Payload>;

const Payload = z.strictObject({ tenantId: TenantId, visitId: VisitId });
const minuteMs = 60_000;

/**
 * The moments at which a visit is looked at again. A timer decides nothing: what it calls looks at the visit as it
 * stands then, so one that rings in vain or twice does no harm.
 */
export function createTimers({ work, settings, now }: Deps) {
  const ring = (kind: TimerKind, { tenantId, _id: visitId }: StoredVisit, dueAt: number) =>
    work.schedule(
      { key: `${kind}:${visitId}`, kind, dueAt, payload: { tenantId, visitId } },
      { replace: true },
    );

  return {
    noShow: (visit: StoredVisit) =>
      ring(
        'visit-no-show',
        visit,
        Math.max(now(), visit.startsAt) + settings.BEDSIDE_NO_SHOW_AFTER_MINUTES * minuteMs,
      ),
    keepPlace: (visit: StoredVisit, goneAt = now()) =>
      ring('visit-lost-place', visit, goneAt + settings.BEDSIDE_PLACE_KEPT_MINUTES * minuteMs),
    attendance: (visit: StoredVisit) => ring('visit-attendance', visit, now()),
    abandoned: (visit: StoredVisit) =>
      ring('visit-abandoned', visit, now() + settings.BEDSIDE_ABANDONED_AFTER_MINUTES * minuteMs),
  };
}

/** A task for one visit. */
export const onVisit =
  (look: (timed: TimedVisit) => Promise<void>): TaskHandler =>
  (task) =>
    look(Payload.parse(task.payload));
