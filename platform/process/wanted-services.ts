import { ConfigurationError, type SettingsOf } from '#platform/settings.ts';
import type { vaultSettings } from '#platform/vault/master-keys.ts';
import type { ServerSettings } from './server-settings.ts';

/** The services named on the command line, in the order in which they start; all when none is. */
export function wantedServices<Name extends string>(
  named: readonly string[],
  known: readonly Name[],
): readonly Name[] {
  const unknown = named.filter((name) => !known.some((one) => one === name));
  if (unknown.length > 0)
    throw new ConfigurationError([
      `There is no service ${unknown.join(', ')}. The services are ${known.join(', ')}.`,
    ]);
  return named.length === 0 ? known : known.filter((name) => named.includes(name));
}

type Ways = Pick<ServerSettings, 'MONGODB_URL' | 'REDIS_URL' | 'BEDSIDE_TOKEN_KEYS'> &
  SettingsOf<typeof vaultSettings>;

const sharedKeys = ['BEDSIDE_TOKEN_KEYS', 'BEDSIDE_MASTER_KEYS'] as const;

/**
 * Throws `ConfigurationError` where half of the one way of running and half of the other would start the wrong thing, and where
 * processes that run together would each make keys of their own.
 */
export function demandOneWay(settings: Ways, { isWhole }: { isWhole: boolean }): void {
  const { MONGODB_URL: database, REDIS_URL: redis } = settings;
  if ((database === undefined) !== (redis === undefined))
    throw new ConfigurationError([
      'Set both MONGODB_URL and REDIS_URL to run together, or neither to run alone.',
    ]);
  if (database === undefined && !isWhole)
    throw new ConfigurationError([
      'Running some services apart needs MONGODB_URL and REDIS_URL; without them start all, with no names.',
    ]);
  const missing = sharedKeys.filter((name) => settings[name] === undefined);
  if (database !== undefined && missing.length > 0)
    throw new ConfigurationError([
      `Set ${missing.join(' and ')}, the same for every process: node ops/containers/make-secrets.ts makes them, once.`,
    ]);
}
