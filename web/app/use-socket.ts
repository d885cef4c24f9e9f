import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import type { NoticeName, NoticeOf, SocketContract } from '#contracts/define.ts';
import { whenConnected } from '../api/socket-client.ts';
import type { SocketPort } from '../api/socket-port.ts';
import type { Sockets } from '../api/sockets.ts';
import { useServices } from './services.ts';

type Name = 'call' | 'chat' | 'live' | 'sessions';

/** A contract over the tab's one connection; `undefined` until its code is there. */
export function useSocket<N extends Name>(name: N): ReturnType<Sockets[N]> | undefined;
export function useSocket(name: Name): ReturnType<Sockets[Name]> | undefined {
  const services = useServices();
  const [sockets, setSockets] = useState<Sockets>();
  useEffect(() => {
    let isWanted = true;
    services.sockets().then(
      (open) => {
        if (isWanted) setSockets(open);
      },
      () => undefined,
    );
    return () => {
      isWanted = false;
    };
  }, [services]);
  return sockets?.[name]();
}

/** Whether the socket is connected now. */
export function useConnected<C extends SocketContract>(port: SocketPort<C> | undefined): boolean {
  const subscribe = useCallback(
    (listener: () => void) => port?.onConnection(listener) ?? (() => undefined),
    [port],
  );
  return useSyncExternalStore(subscribe, () => port?.isConnected ?? false);
}

/** Hears a notice while the component is there. Keep `listener` stable (useCallback). */
export function useNotice<C extends SocketContract, N extends NoticeName<C>>(
  port: SocketPort<C> | undefined,
  notice: N,
  listener: (data: NoticeOf<C, N>) => void,
): void {
  useEffect(() => port?.on(notice, listener), [port, notice, listener]);
}

type LiveQuery<C extends SocketContract, T> = {
  port: SocketPort<C> | undefined;
  key: readonly unknown[];
  /** The request that answers the snapshot and joins the room of its notices. */
  ask: (port: SocketPort<C>) => Promise<T>;
  /** Keeps the newer of what is known and what came, when the two may cross on the way. */
  merge?: (known: T | undefined, came: T) => T;
  isEnabled?: boolean;
};

/**
 * A snapshot over the socket, asked for again after every reconnect, because notices may have been missed. Apply the
 * notices with `queryClient.setQueryData(key, …)`.
 */
export function useLiveQuery<C extends SocketContract, T>({
  port,
  key,
  ask,
  merge,
  isEnabled = true,
}: LiveQuery<C, T>) {
  const queries = useQueryClient();
  const hash = JSON.stringify(key);
  useEffect(
    () =>
      port?.onConnection((isConnected) => {
        if (isConnected) queries.invalidateQueries({ queryKey: JSON.parse(hash) }).catch(() => undefined);
      }),
    [port, queries, hash],
  );
  return useQuery<T>({
    queryKey: key,
    enabled: port !== undefined && isEnabled,
    staleTime: Number.POSITIVE_INFINITY,
    // While no component was there, nobody heard the notices.
    refetchOnMount: 'always',
    queryFn: async () => {
      if (port === undefined) throw new Error('Not enabled without a port.');
      await whenConnected(port);
      const came = await ask(port);
      return merge === undefined ? came : merge(queries.getQueryData<T>(key), came);
    },
  });
}
