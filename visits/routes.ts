import { VisitsHttp } from '#contracts/http/visits.ts';
import { type BoundRoutes, bindRoutes } from '#platform/http/handlers.ts';
import { createBookVisit } from './booking/book-visit.ts';
import { createCancelVisit } from './booking/cancel-visit.ts';
import { visitTypes } from './booking/visit-types.ts';
import { createReadNote } from './notes/read-note.ts';
import { createWriteNote } from './notes/write-note.ts';
import { createListVisits } from './reading/list-visits.ts';
import type { ShowVisit } from './reading/show-visit.ts';
import { createIssueTicket } from './room/issue-ticket.ts';
import { createRateVisit } from './visit/rate-visit.ts';

type Deps = Parameters<typeof createListVisits>[0] &
  Parameters<typeof createBookVisit>[0] &
  Parameters<typeof createCancelVisit>[0] &
  Parameters<typeof createIssueTicket>[0] &
  Parameters<typeof createReadNote>[0] &
  Parameters<typeof createWriteNote>[0] &
  Parameters<typeof createRateVisit>[0] & { showVisit: ShowVisit };

/** The HTTP door: route to operation. */
export const createRoutes = (deps: Deps): BoundRoutes =>
  bindRoutes(VisitsHttp, {
    listVisits: createListVisits(deps),
    listVisitTypes: async () => ({ visitTypes: visitTypes.map((type) => ({ ...type })) }),
    bookVisit: createBookVisit(deps),
    readVisit: (actor, { params }) => deps.showVisit(actor, params.visitId, 'visit:read'),
    cancelVisit: createCancelVisit(deps),
    issueTicket: createIssueTicket(deps),
    readNote: createReadNote(deps),
    writeNote: createWriteNote(deps),
    rateVisit: createRateVisit(deps),
  });
