import { createShardedAdapter } from '@socket.io/redis-adapter';
import type { Redis } from '#platform/redis/redis.ts';
import { createGatherPublishes } from './gather-publishes.ts';
import { createFirstHeard, toldToRooms } from './tell-rooms.ts';

/** What joins the socket.io servers of several processes. */
export type SocketAdapter = {
  /** Socket.IO's own adapter constructor. */
  adapter: ReturnType<typeof createShardedAdapter>;
  /** Whether notices reach the other processes now. */
  isOpen(): boolean;
  /** Resolves when everything subscribed so far is heard, or when that cannot be known. */
  settled(): Promise<void>;
  /** Tells each time that notices may have been missed. */
  onMissed(listener: () => void): void;
  close(): void;
};

type ShardHandler = (channel: Buffer, message: Buffer) => void;

/**
 * Socket.IO's sharded adapter over the process's Redis: a notice goes only to the nodes that hold a socket of its room.
 * While Redis is away notices still reach this process's own sockets; rooms joined meanwhile are heard once it is back.
 */
export function openRedisAdapter(redis: Redis): SocketAdapter {
  const channels = new Set<string>();
  /** The channels that every node hears. */
  const namespaces = new Set<string>();
  /** How each namespace's own messages end, which come back to this process where it hears the room, too. */
  const ownEnds: Buffer[] = [];
  const isOwn = (message: Buffer) => ownEnds.some((end) => endsWith(message, end));
  const missed = new Set<() => void>();
  let isFirst = true;
  const link = redis.openLink('sockets', {
    onConnect: async (client) => {
      await Promise.all([...channels].map((channel) => client.ssubscribe(channel)));
      if (!isFirst) for (const listener of missed) listener();
      isFirst = false;
    },
  });
  // The adapter was written for a client that queues while it is away; ours keeps what is to be heard instead.
  const hearing = {
    on(_event: string, handler: ShardHandler) {
      const isFirstHeard = createFirstHeard();
      link.onShardMessage((channel, message) => {
        if (!isOwn(message) && isFirstHeard(message)) handler(channel, message);
      });
    },
    ssubscribe(channel: string) {
      channels.add(channel);
      link.ask((client) => client.ssubscribe(channel)).catch(() => undefined);
    },
    sunsubscribe(given: string | string[]) {
      const gone = [given].flat();
      for (const channel of gone) channels.delete(channel);
      link.ask((client) => client.sunsubscribe(...gone)).catch(() => undefined);
    },
  };
  const publish = createGatherPublishes(redis);
  const telling = {
    spublish(channel: string, message: string | Buffer): Promise<unknown> {
      const told = namespaces.has(channel) ? toldToRooms(message) : undefined;
      if (!told) return publish(channel, message);
      return Promise.all(told.rooms.map((room) => publish(`${channel}${room}#`, told.message)));
    },
  };
  const channelPrefix = `${redis.prefix}sockets`;
  const make = createShardedAdapter(telling, hearing, { channelPrefix });
  // Socket.IO calls it with `new`, so it is no arrow.
  function openNamespace(namespace: Parameters<typeof make>[0]) {
    namespaces.add(`${channelPrefix}#${namespace.name}#`);
    const adapter = make(namespace);
    ownEnds.push(Buffer.from(`"uid":"${adapter['uid']}","nsp":${JSON.stringify(namespace.name)}}`));
    return adapter;
  }
  return {
    adapter: openNamespace,
    isOpen: () => redis.isOpen && link.isOpen,
    settled: () =>
      link
        .ask((client) => client.ping())
        .then(
          () => undefined,
          () => undefined,
        ),
    onMissed: (listener) => missed.add(listener),
    close: () => link.close(),
  };
}

const endsWith = (message: Buffer, end: Buffer): boolean =>
  message.length >= end.length &&
  message.compare(end, 0, end.length, message.length - end.length, message.length) === 0;
