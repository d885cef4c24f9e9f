import type { EventContract } from '../define.ts';
import { accessEvents } from './access.ts';
import { billingEvents } from './billing.ts';
import { chatEvents } from './chat.ts';
import { identityEvents } from './identity.ts';
import { mediaEvents } from './media.ts';
import { visitEvents } from './visits.ts';

export const everyEvent: readonly EventContract[] = [
  ...identityEvents,
  ...visitEvents,
  ...mediaEvents,
  ...chatEvents,
  ...billingEvents,
  ...accessEvents,
];

/** Every event contract by `type@version`. */
export const eventRegistry: ReadonlyMap<string, EventContract> = new Map(
  everyEvent.map((contract) => [`${contract.type}@${contract.version}`, contract]),
);
