import type { PlannedProcess } from '../../../ops/together/plan.ts';
import { RoughLink, type Roughness } from './rough-link.ts';

/** What a line of a process leads to. */
export type LineTo = 'redis' | 'database' | 'sisters';

/**
 * The lines of some processes of an installation: from each to Redis, to the database, and between it and its sisters,
 * both ways. Browsers, the proxy and media go past them.
 */
export class Links {
  readonly #rough: ReadonlySet<string>;
  readonly #lines = new Map<string, { to: LineTo; link: RoughLink }[]>();

  constructor(rough: readonly string[]) {
    this.#rough = new Set(rough);
  }

  /** The same processes, those that were named with their lines in between. */
  async between(planned: readonly PlannedProcess[]): Promise<PlannedProcess[]> {
    const inFront = new Map<string, string>();
    for (const { name, address } of planned)
      if (this.#rough.has(name)) inFront.set(address, await this.#put({ name, to: 'sisters', url: address }));
    const routed: PlannedProcess[] = [];
    for (const one of planned) routed.push({ ...one, env: await this.#route(one, inFront) });
    return routed;
  }

  /** Every line of the process, or those to one thing. */
  shape(name: string, roughness: Roughness, to?: LineTo): void {
    for (const line of this.#of(name)) if (to === undefined || line.to === to) line.link.shape(roughness);
  }

  /** Closes the connections of the process, as if the other end had been started again. */
  reset(name: string, to: LineTo): void {
    for (const line of this.#of(name)) if (line.to === to) line.link.reset();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#lines.values()].flat().map(({ link }) => link.close()));
  }

  #of(name: string) {
    const lines = this.#lines.get(name);
    if (!lines) throw new Error(`The lines of ${name} are not rough.`);
    return lines;
  }

  async #route(
    { name, address, env }: PlannedProcess,
    inFront: ReadonlyMap<string, string>,
  ): Promise<Record<string, string>> {
    const { BEDSIDE_SISTERS = '', REDIS_URL = '', MONGODB_URL = '' } = env;
    const sisters = BEDSIDE_SISTERS.split(',').map((sister) => {
      const [service = '', at = ''] = sister.split('=');
      return `${service}=${inFront.get(at) ?? at}`;
    });
    const routed = {
      ...env,
      BEDSIDE_ADDRESS: inFront.get(address) ?? address,
      BEDSIDE_SISTERS: sisters.join(','),
    };
    if (!this.#rough.has(name)) return routed;
    return {
      ...routed,
      REDIS_URL: await this.#put({ name, to: 'redis', url: REDIS_URL }),
      MONGODB_URL: await this.#put({ name, to: 'database', url: MONGODB_URL }),
    };
  }

  /** Answers the address that leads through a new link. */
  async #put({ name, to, url }: { name: string; to: LineTo; url: string }): Promise<string> {
    const target = new URL(url);
    const link = await RoughLink.create({ host: target.hostname, port: Number(target.port) });
    this.#lines.set(name, [...(this.#lines.get(name) ?? []), { to, link }]);
    target.hostname = '127.0.0.1';
    target.port = String(link.port);
    return to === 'sisters' ? target.origin : target.href;
  }
}
