import type { EventEnvelope } from '#contracts/event.ts';

export type Subscription = { close(): Promise<void> };

/** What one group of consumers does with the events of the named types. Throwing asks for another delivery. */
export type Subscriber = {
  /** Consumers of one group share the work; every group gets every event. */
  group: string;
  types: readonly string[];
  handle: (event: EventEnvelope) => Promise<void>;
  /**
   * A group of one run of a process, not of a service, under a name of its own: it begins with what is kept for new groups.
   * When nobody has listened in it for so long, a bus of several processes forgets it and what it has not read; a bus of one
   * process never keeps its place. Others are kept as long as events are.
   */
  forgetAfterMs?: number;
};

export type DeadLetter = { id: string; group: string; event: unknown; reason: string; failedAt: number };

/** Delivers events at least once, in order per key. After some tries an event goes to the dead letters. */
export interface Bus {
  /**
   * A bus that can lose its memory while publishers live publishes again what is lost of theirs. For this long outboxes keep what
   * they published, in case both are gone at once. They clear it at once unless told.
   */
  readonly keepPublishedMs?: number;
  /** Resolves when the events are durable. Parses each by its contract; refuses `invalid_input`. */
  publish(events: readonly EventEnvelope[]): Promise<void>;
  /**
   * The same for events that other processes may publish, too: those that one of them is known to have published lately are passed
   * over, but remembered in their place. Only a bus of several processes has it.
   */
  publishMissing?(events: readonly EventEnvelope[]): Promise<void>;
  subscribe(subscriber: Subscriber): Promise<Subscription>;
  deadLetters(group: string): Promise<DeadLetter[]>;
  /** Delivers dead letters again. */
  replay(group: string, ids: readonly string[]): Promise<void>;
  close(): Promise<void>;
}
