import { hash } from 'node:crypto';
import type { ChainableCommander, Redis as Client } from 'ioredis';
import { type Random, systemRandom } from '#platform/clock.ts';
import type { Log } from '#platform/log.ts';
import { Link, type LinkDeps, type LinkTuning } from './link.ts';
import { replyCode } from './redis-errors.ts';

/** What runs inside Redis in one step. */
export type Script = { lua: string; sha: string };
export const defineScript = (lua: string): Script => ({ lua, sha: hash('sha1', lua) });

type Hearing = {
  onMessage: (message: string) => void;
  /** Called once the channel is heard, and again after each time during which messages may have been missed. */
  onHeard: () => void;
};

type Deps = {
  url: string;
  /** What every key begins with, so that several installations can share one Redis. */
  prefix: string;
  log: Log;
  random?: Random;
  tuning?: Partial<LinkTuning>;
};

const usual: LinkTuning = { deadlineMs: 1_000, heartbeatMs: 500, longestReconnectMs: 1_000 };

/**
 * This process's connections to one Redis: one to ask, one to listen. Nothing waits for a Redis that is away: every
 * question is refused `unavailable` at once then, and within the deadline when it does not answer.
 */
export class Redis {
  readonly prefix: string;
  readonly log: Log;
  readonly #deps: Deps;
  readonly #asking: Link;
  #listening: Link | undefined;
  readonly #greetings = new Set<(client: Client) => Promise<void>>();
  readonly #hearings = new Map<string, Set<Hearing>>();
  readonly #openListeners = new Set<() => void>();
  #isClosed = false;

  constructor(deps: Deps) {
    this.#deps = deps;
    this.prefix = deps.prefix;
    this.log = deps.log;
    this.#asking = this.#link('asks', {
      onConnect: (client) => this.#greet(client),
      onOpen: () => {
        for (const listener of this.#openListeners) listener();
      },
    });
    this.#asking.connect();
  }

  /** Resolves when it was reached for the first time. */
  get opened(): Promise<void> {
    return this.#asking.opened;
  }

  get isOpen(): boolean {
    return this.#asking.isOpen;
  }

  /** Why it is away. */
  get lastError(): unknown {
    return this.#asking.lastError;
  }

  ask<T>(work: (client: Client) => Promise<T>): Promise<T> {
    return this.#asking.ask(work);
  }

  run(script: Script, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown> {
    return this.ask((client) => runScript(client, script, { keys, args }));
  }

  /** Sends many commands at once; gives their answers, and throws the first error among them. */
  async pipeline(add: (pipeline: ChainableCommander) => void): Promise<unknown[]> {
    return this.ask((client) => runPipeline(client, add));
  }

  /** Done on every new connection before anything else is asked on it. Gives the end of it. */
  async onConnect(greeting: (client: Client) => Promise<void>): Promise<() => void> {
    this.#greetings.add(greeting);
    if (this.isOpen) await this.ask(greeting);
    return () => void this.#greetings.delete(greeting);
  }

  /** Tells each time Redis can be asked again after it was away. Returns the end of it. */
  onOpen(listener: () => void): () => void {
    this.#openListeners.add(listener);
    return () => void this.#openListeners.delete(listener);
  }

  /** Listens to a channel. Returns the end of it. */
  hear(channel: string, hearing: Hearing): () => void {
    const all = this.#hearings.get(channel) ?? new Set();
    this.#hearings.set(channel, all.add(hearing));
    this.#listen(channel);
    return () => {
      all.delete(hearing);
      if (all.size > 0 || this.#hearings.get(channel) !== all) return;
      this.#hearings.delete(channel);
      this.#listening?.ask((client) => client.unsubscribe(channel)).catch(() => undefined);
    };
  }

  /** A further connection, for what needs its own. It is closed by whoever asked for it. */
  openLink(name: string, on: Pick<LinkDeps, 'onConnect' | 'onOpen'>): Link {
    const link = this.#link(name, on);
    link.connect();
    return link;
  }

  /** Throws when Redis does not answer: for /readyz. */
  async check(): Promise<void> {
    await this.ask((client) => client.ping());
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#hearings.clear();
    this.#asking.close();
    this.#listening?.close();
  }

  #link(name: string, on: Pick<LinkDeps, 'onConnect' | 'onOpen'>): Link {
    const { url, log, random = systemRandom, tuning } = this.#deps;
    return new Link({ url, name, log, random, tuning: { ...usual, ...tuning }, ...on });
  }

  async #greet(client: Client): Promise<void> {
    for (const greeting of this.#greetings) await greeting(client);
  }

  #listen(channel: string): void {
    if (this.#isClosed) return;
    if (this.#listening === undefined) {
      this.#listening = this.#link('listens', { onConnect: (client) => this.#hearAgain(client) });
      this.#listening.onMessage((heard, message) => {
        for (const { onMessage } of this.#hearings.get(heard) ?? []) onMessage(message);
      });
      this.#listening.connect();
      return;
    }
    // If it fails, the next connection hears all channels anew.
    const listening = this.#listening.ask((client) => client.subscribe(channel));
    listening.then(
      () => this.#tellHeard(channel),
      () => undefined,
    );
  }

  async #hearAgain(client: Client): Promise<void> {
    const channels = [...this.#hearings.keys()];
    if (channels.length > 0) await client.subscribe(...channels);
    for (const channel of channels) this.#tellHeard(channel);
  }

  #tellHeard(channel: string): void {
    for (const { onHeard } of this.#hearings.get(channel) ?? []) onHeard();
  }
}

type Run = { keys: readonly string[]; args: readonly (string | number)[] };

/** Runs it by its name, and hands its text over where Redis does not know it yet. */
export async function runScript(client: Client, { lua, sha }: Script, { keys, args }: Run): Promise<unknown> {
  try {
    return await client.evalsha(sha, keys.length, ...keys, ...args);
  } catch (error) {
    if (replyCode(error) !== 'NOSCRIPT') throw error;
    return client.eval(lua, keys.length, ...keys, ...args);
  }
}

type Add = (pipeline: ChainableCommander) => void;

export const runPipeline = (client: Client, add: Add): Promise<unknown[]> => runAll(client.pipeline(), add);

/** None of the commands is executed where Redis takes one of them not, for want of memory. */
export const runTogether = (client: Client, add: Add): Promise<unknown[]> => runAll(client.multi(), add);

async function runAll(pipeline: ChainableCommander, add: Add): Promise<unknown[]> {
  add(pipeline);
  const answers = (await pipeline.exec()) ?? [];
  return answers.map(([error, answer]) => {
    if (error) throw error;
    return answer;
  });
}
