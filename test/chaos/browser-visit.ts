import type { TestBrowser } from '../kit/browser/browser.ts';
import { endVisit, lostServer, startCall, type VisitPages } from '../kit/browser/visit-pages.ts';
import { pass, until } from '../kit/until.ts';
import type { Cast, World } from '../kit/world.ts';
import { Writer } from '../kit/writer.ts';
import { checkThread } from './check-thread.ts';

type Held = { cast: Cast; pages: VisitPages; writers: Record<string, Writer> };

/** A visit of two in real browsers, during which patient and nurse write all the time. */
export class BrowserVisit {
  readonly world: World;
  readonly cast: Cast;
  readonly pages: VisitPages;
  readonly #browser: TestBrowser;
  readonly #writers: Record<string, Writer>;

  static async start(world: World, browser: TestBrowser): Promise<BrowserVisit> {
    const cast = await world.visit();
    const pages = await startCall(browser, cast);
    for (const tab of [pages.patient, pages.doctor]) tab.expectProblems(...lostServer);
    const writers = {
      patient: await Writer.create(cast.patient, cast.visit),
      nurse: await Writer.create(cast.nurse, cast.visit),
    };
    for (const [name, writer] of Object.entries(writers)) writer.keepWriting(name, 150);
    return new BrowserVisit({ world, browser }, { cast, pages, writers });
  }

  private constructor(place: { world: World; browser: TestBrowser }, { cast, pages, writers }: Held) {
    this.world = place.world;
    this.cast = cast;
    this.pages = pages;
    this.#browser = place.browser;
    this.#writers = writers;
  }

  /** A killed process is known to have been there until its last beat: a shorter time together leaves no interval. */
  beTogether = (ms: number): Promise<void> => pass(ms);

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

  /** Closes its pages, and fails when they complained of anything. */
  async close(): Promise<void> {
    for (const writer of Object.values(this.#writers)) writer.close();
    await this.#browser.closeAll();
  }
}
