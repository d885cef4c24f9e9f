import { z } from 'zod';
import { Refusal } from '#contracts/refusal.ts';
import type { Now } from '#platform/clock.ts';
import type { Redis } from '#platform/redis/redis.ts';
import type { DeadLetter } from '../bus.ts';
import type { BusKeys } from './partitions.ts';

const Letter = z.object({ event: z.unknown(), reason: z.string(), failedAt: z.number() });

/** Events that a group could not handle, until somebody delivers them again: one hash for each group. */
export class RedisDeadLetters {
  readonly #redis: Redis;
  readonly #keys: BusKeys;
  readonly #now: Now;

  constructor({ redis, keys, now }: { redis: Redis; keys: BusKeys; now: Now }) {
    this.#redis = redis;
    this.#keys = keys;
    this.#now = now;
  }

  async add({ group, eventId, event, reason }: Omit<DeadLetter, 'id' | 'failedAt'> & { eventId: string }) {
    const letter = JSON.stringify({ event, reason, failedAt: this.#now() });
    await this.#redis.ask((client) => client.hsetnx(this.#keys.dead(group), eventId, letter));
  }

  async list(group: string): Promise<DeadLetter[]> {
    const found = await this.#redis.ask((client) => client.hgetall(this.#keys.dead(group)));
    const letters = Object.entries(found).map(([id, text]) => ({ id, group, ...parse(text) }));
    return letters.toSorted((one, other) => one.failedAt - other.failedAt);
  }

  /** Refuses `not_found`. */
  async get(group: string, id: string): Promise<DeadLetter> {
    const text = await this.#redis.ask((client) => client.hget(this.#keys.dead(group), id));
    if (text === null) throw new Refusal('not_found', 'There is no such dead letter.');
    return { id, group, ...parse(text) };
  }

  async remove(group: string, id: string): Promise<void> {
    await this.#redis.ask((client) => client.hdel(this.#keys.dead(group), id));
  }

  async noteFailure({ id, group, event }: DeadLetter, reason: string): Promise<void> {
    const letter = JSON.stringify({ event, reason, failedAt: this.#now() });
    await this.#redis.ask((client) => client.hset(this.#keys.dead(group), id, letter));
  }
}

const parse = (text: string) => Letter.parse(JSON.parse(text));
