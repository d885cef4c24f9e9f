import { VisitsRpc } from '#contracts/rpc/visits.ts';
import { type BoundRpc, bindRpc } from '#platform/rpc/bind-rpc.ts';
import { createEnsureVisit } from './booking/ensure-visit.ts';
import { createVisitFacts } from './reading/visit-facts.ts';

type Deps = Parameters<typeof createEnsureVisit>[0] & Parameters<typeof createVisitFacts>[0];

/** The door of sister services: call to operation. */
export const createRpc = (deps: Deps): BoundRpc =>
  bindRpc(VisitsRpc, {
    'visit:facts': createVisitFacts(deps),
    'visit:ensure': createEnsureVisit(deps),
  });
