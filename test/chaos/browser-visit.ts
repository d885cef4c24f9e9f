import { TestBrowser } from '../kit/browser/browser.ts';
import { endVisit, lostServer, startCall, type VisitPages } from '../kit/browser/visit-pages.ts';
import { until } from '../kit/until.ts';
import { type Cast, World } from '../kit/world.ts';
import { Writer } from '../kit/writer.ts';
import { checkThread } from './check-thread.ts';

type Parts = { world: World; browser: TestBrowser };
type Held = { cast: Cast; pages: VisitPages; writers: Record<string, Writer> };

/** A visit of two in real browsers, during which patient and nurse write all the time. */
export class BrowserVisit {
  readonly world: World;
  readonly cast: Cast;
  readonly pages: VisitPages;
  readonly #browser: TestBrowser;
  readonly #writers: Record<string, Writer>;

  static async start(options: Parameters<typeof World.create>[0]): Promise<BrowserVisit> {
    const world = await World.create(options);
    try {
      const browser = await TestBrowser.create({ site: world.site });
      const cast = await world.visit();
      const pages = await startCall(browser, cast);
      for (const tab of [pages.patient, pages.doctor]) tab.expectProblems(...lostServer);
      const writers = {
        patient: await Writer.create(cast.patient, cast.visit),
        nurse: await Writer.create(cast.nurse, cast.visit),
      };
      for (const [name, writer] of Object.entries(writers)) writer.keepWriting(name, 150);
      return new BrowserVisit({ world, browser }, { cast, pages, writers });
    } catch (error) {
      await world.close();
      throw error;
    }
  }

  private constructor({ world, browser }: Parts, { cast, pages, writers }: Held) {
    this.world = world;
    this.cast = cast;
    this.pages = pages;
    this.#browser = browser;
    this.#writers = writers;
  }

  /** A killed process is known to have been there until its last beat: a shorter time together leaves no interval. */
  async beTogether(ms: number): Promise<void> {
    const { patient } = this.pages;
    const since = await patient.now();
    await until(async () => (await patient.now()) - since > ms);
  }

  /** No word was lost, doubled or out of order. Then the doctor ends it, and the receipt is there once it is paid. */
  async end() {
    const { cast, pages } = this;
    await checkThread(this.#writers);
    await endVisit(pages.doctor);
    await pages.patient.untilReads('Visit ended');
    const receipt = () => cast.patient.api.billing.readReceipt({ params: { visitId: cast.visit.id } });
    await until(async () => (await receipt()).status === 'captured', { withinMs: 30_000 });
    return receipt();
  }

  async close(): Promise<void> {
    for (const writer of Object.values(this.#writers)) writer.close();
    try {
      await this.#browser.close();
    } finally {
      await this.world.close();
    }
  }
}
