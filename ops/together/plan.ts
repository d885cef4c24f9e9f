import { join } from 'node:path';
import { demoTenant } from '../demo/demo-clinic.ts';

/** One process of an installation, as it is started. */
export type PlannedProcess = {
  name: string;
  services: readonly string[];
  address: string;
  env: Readonly<Record<string, string>>;
};

type Wish = {
  /** Where browsers go. */
  publicUrl: string;
  /** The port of each process, one after the other. */
  nextPort: () => number | Promise<number>;
  /** The first worker's port of each media node. */
  nextRtcPort: () => number;
  /** Each process keeps what is its own, its log, in a folder below. */
  folder: string;
  mongoUrl: string;
  redisUrl: string;
  env?: Readonly<Record<string, string>>;
};

/** Two of what carries calls, one of everything else. */
const parts: readonly (readonly [name: string, ...services: string[]])[] = [
  ['identity', 'identity'],
  ['visits', 'visits'],
  ['chat', 'chat'],
  ['billing', 'billing'],
  ['audit', 'audit'],
  ['media-1', 'media'],
  ['media-2', 'media'],
  ['signaling-1', 'signaling'],
  ['signaling-2', 'signaling'],
];

/** A whole installation on one machine: each process with its settings. */
export async function planTogether(wish: Wish): Promise<PlannedProcess[]> {
  const { publicUrl, nextPort, nextRtcPort, folder, mongoUrl, redisUrl, env } = wish;
  const placed: { name: string; services: string[]; port: number; address: string }[] = [];
  for (const [name, ...services] of parts) {
    const port = await nextPort();
    placed.push({ name, services, port, address: `http://127.0.0.1:${port}` });
  }
  // Media nodes are found by their rows, signaling nodes by nobody.
  const sisters = placed
    .filter(({ name }) => !/^(media|signaling)/.test(name))
    .flatMap(({ services, address }) => services.map((service) => `${service}=${address}`));
  return placed.map(({ name, services, port, address }) => ({
    name,
    services,
    address,
    env: {
      BEDSIDE_NODE_ID: name,
      BEDSIDE_PORT: String(port),
      BEDSIDE_HOST: '127.0.0.1',
      BEDSIDE_ADDRESS: address,
      BEDSIDE_SISTERS: sisters.join(','),
      BEDSIDE_DATA: join(folder, name),
      BEDSIDE_PUBLIC_URL: publicUrl,
      BEDSIDE_TRUSTED_PROXIES: '127.0.0.1',
      BEDSIDE_DEMO: 'on',
      BEDSIDE_OPERATOR: demoTenant.tenantId,
      MONGODB_URL: mongoUrl,
      REDIS_URL: redisUrl,
      ...(services.includes('media') && { BEDSIDE_RTC_PORT: String(nextRtcPort()) }),
      ...env,
    },
  }));
}

/** The processes of each service, as the proxy wants them. */
export function backendsOf(processes: readonly PlannedProcess[]): Record<string, string[]> {
  const backends: Record<string, string[]> = {};
  for (const { services, address } of processes)
    for (const service of services) (backends[service] ??= []).push(new URL(address).host);
  return backends;
}
