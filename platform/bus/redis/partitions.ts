import { hash } from 'node:crypto';

/** Events are spread over so many streams. Changing it would break the order of what is under way. */
export const partitionCount = 16;
export const allPartitions = Array.from({ length: partitionCount }, (_, partition) => partition);

/** The same for all events whose order counts. */
export const partitionOf = ({ tenantId, key }: { tenantId: string; key: string }): number =>
  hash('sha1', `${tenantId} ${key}`, 'buffer').readUInt32BE() % partitionCount;

/**
 * Which partitions one of the members reads for a group: the same whoever asks, about as many for each, and only some move when
 * one comes or goes. Each partition draws lots among those who still have room for it.
 */
export function partitionsOf(
  member: string,
  { members, group }: { members: readonly string[]; group: string },
): number[] {
  const most = Math.ceil(partitionCount / members.length);
  const counts = new Map(members.map((name) => [name, 0]));
  return allPartitions.filter((partition) => {
    let owner = '';
    let lowest = '~';
    for (const name of members) {
      if ((counts.get(name) ?? most) >= most) continue;
      const lot = hash('sha1', `${group} ${partition} ${name}`);
      if (lot >= lowest) continue;
      lowest = lot;
      owner = name;
    }
    counts.set(owner, (counts.get(owner) ?? 0) + 1);
    return owner === member;
  });
}

/** The names in Redis. The braces keep what one script touches together on one server of a Redis cluster. */
export const busKeys = (prefix: string) => ({
  stream: (partition: number) => `${prefix}:{events:${partition}}`,
  /** The epoch of who reads a partition for a group. */
  reader: (partition: number, group: string) => `${prefix}:{events:${partition}}:reader:${group}`,
  /** The ids of what was published in a time and others may publish, too. */
  published: (time: number) => `${prefix}:published:${time}`,
  dead: (group: string) => `${prefix}:dead:${group}`,
  groups: `${prefix}:groups`,
  /** Told of each publishing: the numbers of the partitions that have news. */
  news: `${prefix}:news`,
});
export type BusKeys = ReturnType<typeof busKeys>;
