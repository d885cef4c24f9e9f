import { RoomPlace, roomLease } from '#contracts/call/place.ts';
import type { TenantId, VisitId } from '#contracts/ids.ts';
import { Refusal } from '#contracts/refusal.ts';
import type { Cluster } from '#platform/cluster/cluster.ts';

export type RoomKey = { tenantId: TenantId; visitId: VisitId };
export type KnownPlace = RoomKey & RoomPlace & { epoch: number };

const mostKnown = 50_000;

/** Where the rooms are that sockets of this node have asked for; what is not known is read from the room's lease. */
export class RoomPlaces {
  readonly #cluster: Pick<Cluster, 'read'>;
  readonly #known = new Map<string, KnownPlace>();

  constructor(cluster: Pick<Cluster, 'read'>) {
    this.#cluster = cluster;
  }

  /** Nothing when no node holds the room. Refuses `unavailable` while the cluster is away and the room not known. */
  async find(room: RoomKey): Promise<KnownPlace | undefined> {
    return this.#known.get(keyOf(room)) ?? this.look(room);
  }

  /** The same, never from memory. */
  async look({ tenantId, visitId }: RoomKey): Promise<KnownPlace | undefined> {
    const key = keyOf({ tenantId, visitId });
    const lease = await this.#cluster.read(key);
    const place = lease && parsePlace(lease.value);
    const before = this.#known.get(key);
    // Of two looks at the same time the earlier may be answered later.
    if (lease && before && before.epoch > lease.epoch) return before;
    this.#known.delete(key);
    if (!lease || !place) return undefined;
    const known = { tenantId, visitId, ...place, epoch: lease.epoch };
    this.#known.set(key, known);
    if (this.#known.size > mostKnown) this.#known.delete(this.#known.keys().next().value ?? '');
    return known;
  }

  forget(room: RoomKey): void {
    this.#known.delete(keyOf(room));
  }

  /** The known rooms of one process. */
  of(instanceId: string): KnownPlace[] {
    return [...this.#known.values()].filter((place) => place.instanceId === instanceId);
  }
}

const keyOf = ({ tenantId, visitId }: RoomKey) => roomLease(tenantId, visitId);

function parsePlace(value: string): RoomPlace {
  const parsed = RoomPlace.safeParse(JSON.parse(value));
  if (!parsed.success) throw new Refusal('unavailable', "The room's place is not readable.");
  return parsed.data;
}
