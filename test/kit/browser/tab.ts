import type { BrowserContext, Locator, Page } from 'playwright-core';
import { z } from 'zod';

const Frames = z.object({ count: z.int(), longestGapMs: z.number(), last: z.number().optional() });
const NewestFrame = z.object({ track: z.string(), blank: z.int() });
type Role = Parameters<Page['getByRole']>[0];

/** One page of a test browser. What it complains of is kept: see `problems`. */
export class Tab {
  readonly page: Page;
  /** Errors of its scripts and its console, but for those that were said to be expected. */
  readonly problems: string[] = [];
  readonly #expected: RegExp[] = [];

  static async create(context: BrowserContext): Promise<Tab> {
    return new Tab(await context.newPage());
  }

  private constructor(page: Page) {
    this.page = page;
    page.on('pageerror', (error) => this.#note(`page error: ${error.stack ?? error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') this.#note(`console: ${message.text()} (${message.location().url})`);
    });
  }

  /** Errors that belong to the test, such as those of a lost server. */
  expectProblems(...patterns: RegExp[]): void {
    this.#expected.push(...patterns);
  }

  /** By its accessible name, whole. */
  named(role: Role, name: string | RegExp): Locator {
    return this.page.getByRole(role, { name, exact: typeof name === 'string' });
  }
  button = (name: string): Locator => this.named('button', name);

  /** Presses the button with that name. */
  async press(name: string): Promise<void> {
    await this.button(name).click({ timeout: 15_000 });
  }

  /** Moves the focus with the Tab key alone until it is there. */
  async tabTo(target: Locator): Promise<void> {
    for (let steps = 0; steps < 80; steps++) {
      if (await target.evaluate((element) => element === element.ownerDocument.activeElement)) return;
      await this.page.keyboard.press('Tab');
    }
    throw new Error(`The Tab key does not lead to ${String(target)}.`);
  }

  /** Resolves when the words are there to be seen. */
  async untilReads(words: string | RegExp, withinMs = 15_000): Promise<void> {
    await this.page.getByText(words).first().waitFor({ state: 'visible', timeout: withinMs });
  }

  /** The page's clock, which is the machine's. */
  async now(): Promise<number> {
    return z.number().parse(await this.page.evaluate('bedsideTest.now()'));
  }

  /** Frames that were shown under the label since a moment. */
  async frames(label: string, since: number): Promise<z.infer<typeof Frames>> {
    return Frames.parse(await this.page.evaluate(`bedsideTest.frames(${JSON.stringify(label)}, ${since})`));
  }

  /** Resolves when new frames are decoded under the label, and are not black. */
  async untilSees(label: string, withinMs = 15_000): Promise<void> {
    await this.#until('sees', [label, await this.now()], withinMs);
  }

  /** Resolves when nothing new was shown under the label for 400 ms. */
  async untilSeesNoMore(label: string): Promise<void> {
    await this.#until('seesNoMore', [label, 400], 15_000);
  }

  /** Of which track the newest frame under the label is. `blank`: another number once there was no picture meanwhile. */
  async newestFrame(label: string): Promise<z.infer<typeof NewestFrame>> {
    return NewestFrame.parse(await this.page.evaluate(`bedsideTest.newest(${JSON.stringify(label)})`));
  }

  /** How many of the others this page plays the sound of. */
  async heard(): Promise<number> {
    return z.int().parse(await this.page.evaluate('bedsideTest.heard()'));
  }

  // The page itself looks, now and then: asking it again and again would take the time that it needs.
  async #until(condition: 'sees' | 'seesNoMore', given: unknown[], withinMs: number): Promise<void> {
    const how = JSON.stringify({ given, withinMs });
    const isTrue = await this.page.evaluate(`bedsideTest.until('${condition}', ${how})`);
    if (isTrue !== true)
      throw new Error(`Not within ${withinMs} ms at ${this.page.url()}: ${condition} ${given.join(' ')}`);
  }

  #note(problem: string): void {
    if (!this.#expected.some((pattern) => pattern.test(problem))) this.problems.push(problem);
  }
}
