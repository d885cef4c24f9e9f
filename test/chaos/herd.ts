import { LiveSocket } from '#contracts/sockets/live.ts';
import { SocketLink } from '../../web/api/socket-link.ts';
import type { Person } from '../kit/person.ts';
import { until } from '../kit/until.ts';

type Member = { link: SocketLink; lostAt: number; backAt: number };

/** Many sockets with the browser's own code, which come back by themselves. */
export class Herd {
  readonly #members: Member[];

  static async gather({ site: address, tokens }: Person, size: number): Promise<Herd> {
    const members = Array.from({ length: size }, (): Member => {
      const link = SocketLink.create({ address, tokens, onSessionClosed: () => undefined });
      const member = { link, lostAt: 0, backAt: 0 };
      const socket = link.namespace(LiveSocket.namespace);
      socket.on('disconnect', () => {
        member.lostAt = performance.now();
      });
      socket.on('connect', () => {
        member.backAt = performance.now();
      });
      return member;
    });
    const herd = new Herd(members);
    await herd.untilWhole();
    return herd;
  }

  private constructor(members: Member[]) {
    this.#members = members;
  }

  async untilWhole(): Promise<void> {
    const isThere = ({ lostAt, backAt }: Member) => backAt > lostAt;
    await until(() => this.#members.every(isThere), {
      withinMs: 20_000,
      why: () => this.#members.filter((one) => !isThere(one)).length,
    });
  }

  /** How long each of those who lost their socket since a moment was without one, in milliseconds, the shortest first. */
  absences(since: number): number[] {
    const lost = this.#members.filter(({ lostAt }) => lostAt > since);
    return lost
      .map(({ lostAt, backAt }) => Math.round(backAt - lostAt))
      .toSorted((one, other) => one - other);
  }

  close(): void {
    for (const { link } of this.#members) link.close();
  }
}
