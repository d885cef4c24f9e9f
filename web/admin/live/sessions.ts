import type { OutputOf } from '#contracts/define.ts';
import type { LiveNode, LiveSession } from '#contracts/call/live.ts';
import type { SessionsSocket } from '#contracts/sockets/sessions.ts';

export type Sessions = OutputOf<SessionsSocket, 'sessions:watch'>;

/** What is known after a new answer. A node that it does not name is gone: it stays in sight, silent, until it is back. */
export function withAnswer(known: Sessions | undefined, came: Sessions): Sessions {
  const named = new Set(came.nodes.map(({ nodeId }) => nodeId));
  const gone = known?.nodes.filter(({ nodeId }) => !named.has(nodeId)) ?? [];
  return gone.reduce(withNode, { ...came, nodes: came.nodes.toSorted(byName) });
}

/** The calls after one began or has new figures. A call that was made anew counts from its newer epoch. */
export function withSession(all: Sessions, changed: LiveSession): Sessions {
  const known = all.sessions.find(({ visitId }) => visitId === changed.visitId);
  if (known === undefined) return { ...all, sessions: [...all.sessions, changed] };
  if (known.epoch > changed.epoch) return all;
  return {
    ...all,
    sessions: all.sessions.map((one) => (one.visitId === changed.visitId ? changed : one)),
  };
}

export const withoutSession = (all: Sessions, { visitId }: Pick<LiveSession, 'visitId'>): Sessions => ({
  ...all,
  sessions: all.sessions.filter((one) => one.visitId !== visitId),
});

/** The nodes after one told its load. An older word than the known one changes nothing. */
export function withNode(all: Sessions, told: LiveNode): Sessions {
  const known = all.nodes.find(({ nodeId }) => nodeId === told.nodeId);
  if (known !== undefined && known.updatedAt > told.updatedAt) return all;
  const others = all.nodes.filter(({ nodeId }) => nodeId !== told.nodeId);
  return { ...all, nodes: [...others, told].toSorted(byName) };
}

const byName = (one: LiveNode, other: LiveNode) => (one.nodeId < other.nodeId ? -1 : 1);

/** The worst connection in the call: a call is as good as its worse side. */
export function qualityOf({ participants }: LiveSession): number | undefined {
  const measured = participants.map(({ quality }) => quality).filter((quality) => quality !== undefined);
  return measured.length === 0 ? undefined : Math.min(...measured);
}

export type QualityWord = 'good' | 'fair' | 'poor' | 'bad' | 'unknown';

export function wordOf(quality: number | undefined): QualityWord {
  if (quality === undefined) return 'unknown';
  if (quality >= 8) return 'good';
  if (quality >= 5) return 'fair';
  return quality >= 3 ? 'poor' : 'bad';
}
