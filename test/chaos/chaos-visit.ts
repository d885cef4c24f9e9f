import type { CallClient } from '../kit/calls/call-client.ts';
import { until } from '../kit/until.ts';
import type { Cast, World } from '../kit/world.ts';
import { Writer } from '../kit/writer.ts';
import { checkNotSplit, longestSilence, untilTogether } from './check-calls.ts';
import { checkThread } from './check-thread.ts';

/** How a visit got over something: until all was as before, and the longest time for which somebody heard nothing. */
export type Recovery = { recoveredMs: number; silentMs: number };

/** A visit of three people with the browser's own code, two of whom write all the time. */
export class ChaosVisit {
  readonly cast: Cast;
  readonly clients: readonly CallClient[];
  readonly writers: Record<string, Writer>;

  static async start(world: World): Promise<ChaosVisit> {
    const cast = await world.visit();
    const { patient, doctor, nurse, visit } = cast;
    const clients = await Promise.all([patient, doctor, nurse].map((person) => world.call(person, visit)));
    await until(() => clients.every(({ state }) => state.snapshot?.participants.length === 3), {
      withinMs: 20_000,
    });
    await (await doctor.live()).request('visit:admit', { visitId: visit.id });
    await untilTogether(clients);
    const writers = {
      patient: await Writer.create(patient, visit),
      nurse: await Writer.create(nurse, visit),
    };
    const chaos = new ChaosVisit({ cast, clients, writers });
    chaos.#keepWriting();
    return chaos;
  }

  private constructor(parts: Pick<ChaosVisit, 'cast' | 'clients' | 'writers'>) {
    this.cast = parts.cast;
    this.clients = parts.clients;
    this.writers = parts.writers;
  }

  /** Does the harm, waits until the visit has got over it, and says how it went. `moves`: the room is made anew. */
  async getOver(harm: () => Promise<unknown>, { moves = false } = {}): Promise<Recovery> {
    await this.untilWell();
    const before = this.makings();
    const since = performance.now();
    await harm();
    const isMoved = () =>
      this.makings().every(({ epochs }, at) => epochs.length > (before[at]?.epochs.length ?? 0));
    if (moves) await until(isMoved, { withinMs: 20_000, why: () => this.makings() });
    await this.untilWell();
    const recoveredMs = Math.round(performance.now() - since);
    return { recoveredMs, silentMs: longestSilence(this.clients, since) };
  }

  /** Everybody is in the call and hears the others, and what is written now is acknowledged and read. */
  async untilWell(): Promise<void> {
    await untilTogether(this.clients);
    const all = Object.values(this.writers);
    const before = all.map(({ written }) => written.length);
    const isRead = () =>
      all.every((writer, at) => {
        const [last] = writer.written.slice(before[at]);
        return last !== undefined && all.every(({ messages }) => messages.some(({ body }) => body === last));
      });
    await until(isRead, {
      withinMs: 30_000,
      why: () =>
        all.map(({ written, unsent, messages }) => ({
          written: written.length,
          unsent,
          read: messages.length,
        })),
    });
  }

  /** What must hold after all that was done to it. */
  async check(): Promise<void> {
    await untilTogether(this.clients);
    checkNotSplit(this.clients);
    await checkThread(this.writers);
    this.#keepWriting();
  }

  #keepWriting(): void {
    for (const [name, writer] of Object.entries(this.writers)) writer.keepWriting(name, 300);
  }

  /** How often each client made connections, and in which makings of the room it was. */
  makings(): { heard: number; epochs: readonly number[] }[] {
    return this.clients.map(({ heard, epochs }) => ({ heard: heard.length, epochs: [...epochs] }));
  }

  /** Whether no other media node says that it runs the visit too. */
  async runsOnlyOnce(world: World): Promise<boolean> {
    const admin = await (await world.demo('admin')).sessions();
    const { sessions } = await admin.request('sessions:watch', {});
    admin.close();
    return sessions.filter(({ visitId }) => visitId === this.cast.visit.id).length === 1;
  }

  close(): void {
    for (const one of [...Object.values(this.writers), ...this.clients]) one.close();
  }
}
