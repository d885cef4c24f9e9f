import type { TaskHandler } from '#platform/work/work.ts';
import { createCloseAttendance } from './attendance/close-attendance.ts';
import { createCloseMissedVisit } from './timers/close-missed-visit.ts';
import { createEndAbandonedVisit } from './timers/end-abandoned-visit.ts';
import { createReleasePlace } from './timers/release-place.ts';
import { onVisit, type TimerKind } from './timers/timers.ts';

type Deps = Parameters<typeof createCloseMissedVisit>[0] &
  Parameters<typeof createCloseAttendance>[0] &
  Parameters<typeof createReleasePlace>[0] &
  Parameters<typeof createEndAbandonedVisit>[0];

/** The durable timers: task to operation. */
export const createTasks = (deps: Deps): Record<TimerKind, TaskHandler> => ({
  'visit-no-show': onVisit(createCloseMissedVisit(deps)),
  'visit-lost-place': onVisit(createReleasePlace(deps)),
  'visit-attendance': onVisit(createCloseAttendance(deps)),
  'visit-abandoned': onVisit(createEndAbandonedVisit(deps)),
});
