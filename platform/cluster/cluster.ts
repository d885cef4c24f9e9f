/**
 * A right that one holder has for a while. The epoch counts up with each new holder and fences off the old one.
 * `expiresAt` is told by this process's clock, for people to read: whether a lease still holds, only the cluster knows.
 */
export type Lease = { name: string; holder: string; epoch: number; value: string; expiresAt: number };

export type LeaseRequest = { name: string; holder: string; value: string; ttlMs: number };

/** Which process a row is of. `instanceId` is new with each start of the process, so that two of one name are told apart. */
export type NodeName = { kind: string; nodeId: string; instanceId: string };

/** What a process tells of itself; it writes only its own row, whole, and the row expires. */
export type NodeRow = NodeName & { updatedAt: number; data: Record<string, unknown> };

export type NodeChange = 'written' | 'removed' | 'expired';
export type NodeListener = (row: NodeRow, change: NodeChange) => void;

/**
 * Leases with fencing, and rows of nodes: what processes must agree on. Everything that is asked refuses `unavailable` while
 * the cluster is away; nothing waits for it. Nothing here depends on a process's own clock.
 */
export interface Cluster {
  /** Takes the lease if it is free, expired or the holder's own; `undefined` when another holds it. */
  acquire(request: LeaseRequest): Promise<Lease | undefined>;
  /**
   * Prolongs it, also one that expired or went with a cluster that came back empty, as long as nobody has taken it since;
   * `false` when it was lost (the epoch is not the newest).
   */
  renew(lease: Lease, ttlMs: number): Promise<boolean>;
  release(lease: Lease): Promise<void>;
  /** Refuses `unavailable` where it cannot be known whether somebody holds it, as for a moment after the cluster was away. */
  read(name: string): Promise<Lease | undefined>;
  /**
   * Takes the lease from a holder that is known to be dead, if its epoch is still `fromEpoch`. Of several who try one gets it;
   * the others get `undefined` and read who it was.
   */
  takeOver(request: LeaseRequest & { fromEpoch: number }): Promise<Lease | undefined>;
  /** Refuses `conflict` while the row of another instance under the same name lives. */
  writeNode(row: NodeRow, ttlMs: number): Promise<void>;
  /** Leaves the row of another instance alone. */
  removeNode(name: NodeName): Promise<void>;
  nodes(kind: string): Promise<NodeRow[]>;
  /**
   * Tells of the rows that live as written, then of each that is written, removed or expires. What the cluster forgot while it
   * was away is told as expired only once its node had the time to write it again. Returns the end of the watch.
   */
  watch(kind: string, listener: NodeListener): () => void;
  close(): Promise<void>;
}
