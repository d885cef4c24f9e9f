import type { EventContract } from '#contracts/define.ts';
import { EventEnvelope } from '#contracts/event.ts';
import { Refusal } from '#contracts/refusal.ts';

/** Contracts by `type@version`. */
export type EventRegistry = ReadonlyMap<string, EventContract>;

export const createRegistry = (contracts: readonly EventContract[]): EventRegistry =>
  new Map(contracts.map((contract) => [`${contract.type}@${contract.version}`, contract]));

/** Events of this process by the contract that they were made by, which parsed their data then. */
const made = new WeakMap<object, EventContract>();

/** Says that this very event was made by its contract, so that it is not parsed again when it is published. */
export function noteMade(event: EventEnvelope, contract: EventContract): void {
  made.set(event, contract);
}

function isMade(registry: EventRegistry, value: unknown): value is EventEnvelope {
  const contract = typeof value === 'object' && value !== null ? made.get(value) : undefined;
  return contract !== undefined && registry.get(`${contract.type}@${contract.version}`) === contract;
}

/** The event as its contract says. Refuses `invalid_input`, naming the fields and never their values. */
export function parseEvent(registry: EventRegistry, value: unknown): EventEnvelope {
  if (isMade(registry, value)) return value;
  const envelope = EventEnvelope.safeParse(value);
  if (!envelope.success) throw new Refusal('invalid_input', `This is no event: ${namesOf(envelope.error)}.`);
  const { type, version } = envelope.data;
  const contract = registry.get(`${type}@${version}`);
  if (contract === undefined) throw new Refusal('invalid_input', `No contract describes ${type}@${version}.`);
  const data = contract.data.safeParse(envelope.data.data);
  if (!data.success)
    throw new Refusal('invalid_input', `${type}@${version} breaks its contract: ${namesOf(data.error)}.`);
  return envelope.data;
}

function namesOf({ issues }: { issues: { path: PropertyKey[]; code?: string | undefined }[] }): string {
  return issues
    .map(({ path, code = '' }) => `${path.map(String).join('.') || 'the whole'} (${code})`)
    .join(', ');
}
