import type { NodeId } from '#contracts/ids.ts';
import { CallSocket } from '#contracts/sockets/call.ts';
import { SessionsSocket } from '#contracts/sockets/sessions.ts';
import { type BoundSocketService, bindSocketService } from '#platform/sockets/socket-service.ts';
import type { CallDeps } from './calls/call-deps.ts';
import { createCloseSource } from './sources/close-source.ts';
import { createConnectTransport } from './transports/connect-transport.ts';
import { createJoinCall } from './calls/join-call.ts';
import { createLeaveCall } from './calls/leave-call.ts';
import { createMarkReady } from './feeds/mark-ready.ts';
import { createMayHearCall } from './calls/may-hear-call.ts';
import { createMuteSource } from './sources/mute-source.ts';
import { createOnSocketClosed } from './calls/on-socket-closed.ts';
import { createProduceSource } from './sources/produce-source.ts';
import { createReportQuality } from './calls/report-quality.ts';
import { createRestartIce } from './transports/restart-ice.ts';
import { createSetViews } from './feeds/set-views.ts';
import { createMayWatchSessions } from './sessions/may-watch-sessions.ts';
import type { NodeDrain } from './leases/node-drain.ts';
import { createDrainNode } from './sessions/drain-node.ts';
import type { NodeFacts } from './sessions/node-facts.ts';
import type { NodeRow } from './sessions/node-row.ts';
import type { Operated } from '#platform/access/operates.ts';
import { createResumeNode } from './sessions/resume-node.ts';
import { createWatchSessions } from './sessions/watch-sessions.ts';

type Deps = CallDeps &
  Operated & { nodeRow: NodeRow; nodeDrain: NodeDrain; facts: NodeFacts; nodeId: NodeId };

/** Every socket request that media answers, with the operation behind it. */
export const mediaSockets = (deps: Deps): BoundSocketService[] => [
  bindSocketService<CallSocket>({
    contract: CallSocket,
    handlers: {
      'call:join': createJoinCall(deps),
      'call:connect': createConnectTransport(deps),
      'call:produce': createProduceSource(deps),
      'call:ready': createMarkReady(deps),
      'source:mute': createMuteSource(deps),
      'source:close': createCloseSource(deps),
      'view:set': createSetViews(deps),
      'ice:restart': createRestartIce(deps),
      'quality:report': createReportQuality(deps),
      'call:leave': createLeaveCall(deps),
    },
    mayHear: { 'call:join': createMayHearCall(deps) },
    onSocketClosed: createOnSocketClosed(deps),
  }),
  bindSocketService<SessionsSocket>({
    contract: SessionsSocket,
    handlers: {
      'sessions:watch': createWatchSessions(deps),
      'node:drain': createDrainNode(deps),
      'node:resume': createResumeNode(deps),
    },
    mayHear: { 'sessions:watch': createMayWatchSessions() },
  }),
];
