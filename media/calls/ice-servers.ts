import { createHmac } from 'node:crypto';
import type { Now } from '#platform/clock.ts';
import { ConfigurationError } from '#platform/settings.ts';
import type { MediaSettings } from '../settings.ts';

type Deps = { settings: Pick<MediaSettings, 'BEDSIDE_TURN_URLS' | 'BEDSIDE_TURN_SECRET'>; now: Now };

/** Longer than any visit: a relay must not end under a running call. */
const validSeconds = 6 * 3_600;

/**
 * TURN servers with a name and password for one participant that expire, as coturn's `use-auth-secret` expects them
 * (draft-uberti-behave-turn-rest). None while TURN is not set up. Throws `ConfigurationError` when half of it is.
 */
export function createIceServers({ settings, now }: Deps) {
  const { BEDSIDE_TURN_URLS: urls, BEDSIDE_TURN_SECRET: secret } = settings;
  if ((urls === undefined) !== (secret === undefined))
    throw new ConfigurationError(['Set both BEDSIDE_TURN_URLS and BEDSIDE_TURN_SECRET, or neither.']);
  return (participantId: string) => {
    if (!urls?.length || !secret) return [];
    const username = `${Math.floor(now() / 1_000) + validSeconds}:${participantId}`;
    const credential = createHmac('sha1', secret.reveal()).update(username).digest('base64');
    return [{ urls: [...urls], username, credential }];
  };
}
