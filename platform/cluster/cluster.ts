/** A right that one holder has for a while. The epoch counts up with each new holder and fences off the old one. */
export type Lease = { name: string; holder: string; epoch: number; value: string; expiresAt: number };

/** What a process tells of itself; it writes only its own row, whole, and the row expires. */
export type NodeRow = { kind: string; nodeId: string; updatedAt: number; data: Record<string, unknown> };

/** Leases with fencing, and rows of nodes: what processes must agree on. */
export interface Cluster {
  /** Takes the lease if it is free, expired or the holder's own; `undefined` when another holds it. */
  acquire(request: {
    name: string;
    holder: string;
    value: string;
    ttlMs: number;
  }): Promise<Lease | undefined>;
  /** Prolongs it; `false` when it was lost (the epoch is not the newest). */
  renew(lease: Lease, ttlMs: number): Promise<boolean>;
  release(lease: Lease): Promise<void>;
  read(name: string): Promise<Lease | undefined>;
  writeNode(row: NodeRow, ttlMs: number): Promise<void>;
  removeNode(kind: string, nodeId: string): Promise<void>;
  nodes(kind: string): Promise<NodeRow[]>;
  /** Tells of rows written, removed or expired. Returns the end of the watch. */
  watch(
    kind: string,
    listener: (row: NodeRow, change: 'written' | 'removed' | 'expired') => void,
  ): () => void;
  close(): Promise<void>;
}
