import type { VisitStatus } from '#contracts/visits/visit.ts';
import type { Status } from './status-badge.tsx';

const statuses: Record<VisitStatus, Status> = {
  booked: 'expected',
  waiting: 'waiting',
  admitted: 'live',
  running: 'live',
  ended: 'ended',
  no_show: 'missed',
  cancelled: 'cancelled',
};

/** The word, icon and colour under which a visit is shown. */
export const statusOfVisit = (status: VisitStatus): Status => statuses[status];
