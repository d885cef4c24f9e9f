import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Api } from '../api/api.ts';
import type { Sockets } from '../api/sockets.ts';
import type { Format } from '../format.ts';
import type { Me, Session } from '../session/session.ts';
import type { SessionStore } from '../session/session-store.ts';

/** What every page may use. `sockets` opens the tab's one connection when it is first asked for. */
export type Services = { session: SessionStore; api: Api; sockets: () => Promise<Sockets>; format: Format };

export const ServicesContext = createContext<Services | undefined>(undefined);

export function useServices(): Services {
  const services = useContext(ServicesContext);
  if (services === undefined) throw new Error('No services: the component stands outside the app.');
  return services;
}

export const useApi = (): Api => useServices().api;
export const useFormat = (): Format => useServices().format;

/** Who is signed in, live. */
export function useSession(): Session {
  const { session } = useServices();
  return useSyncExternalStore(session.subscribe, session.read);
}

/** The person who is signed in; inside an area there always is one. */
export function useMe(): Me {
  const session = useSession();
  if (session.status !== 'signed-in') throw new Error('Nobody is signed in here.');
  return session.me;
}
