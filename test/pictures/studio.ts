import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContext, BrowserContextOptions } from 'playwright-core';
import type { UserId } from '#contracts/ids.ts';
import type { Visit } from '#contracts/visits/visit.ts';
import { newUuid } from '#platform/clock.ts';
import { demoClinic, demoPassword } from '../../ops/demo/demo-clinic.ts';
import type { TestBrowser, Visitor } from '../kit/browser/browser.ts';
import type { Tab } from '../kit/browser/tab.ts';
import type { Person } from '../kit/person.ts';
import type { World } from '../kit/world.ts';
import type { Album } from './album.ts';
import { type Look, looks } from './looks.ts';

type Role = 'patient' | 'doctor' | 'nurse' | 'admin';
/** Somebody with an account. */
export type Account = { userId: UserId; email: string };
type Opening = BrowserContextOptions & { look?: Look };

const everywhere = { locale: 'en-GB', timezoneId: 'UTC', reducedMotion: 'reduce' } as const;

/** What the chapters work with: a running Bedside, a browser, and the album. */
export class Studio {
  readonly world: World;
  readonly album: Album;
  readonly #browser: TestBrowser;
  readonly #open: BrowserContext[] = [];
  #admin: Promise<Person> | undefined;
  #nurse: Promise<Person> | undefined;

  static create(given: { world: World; browser: TestBrowser; album: Album }): Studio {
    return new Studio(given);
  }

  private constructor({ world, browser, album }: { world: World; browser: TestBrowser; album: Album }) {
    this.world = world;
    this.album = album;
    this.#browser = browser;
  }

  /** A browser of somebody's own, always with the same language and zone. Its pages may complain: much is spoilt here. */
  async visitor({ look = 'patient', ...options }: Opening = {}): Promise<Visitor> {
    const visitor = await this.#browser.visitor({ ...everywhere, ...options });
    this.#open.push(visitor.context);
    await visitor.context.addInitScript(`window.bedsideLook = ${JSON.stringify(looks[look])}`);
    await visitor.context.addInitScript(await readFile(join(import.meta.dirname, 'camera.mjs'), 'utf8'));
    return {
      context: visitor.context,
      tab: async (path) => {
        const tab = await visitor.tab();
        tab.expectProblems(/./);
        if (path !== undefined) await tab.page.goto(`${this.world.site()}${path}`);
        return tab;
      },
    };
  }

  /** Closes what is open. Whatever moves on a page nobody looks at makes all others slow. */
  async clear(): Promise<void> {
    await Promise.all(this.#open.splice(0).map((context) => context.close()));
  }

  async tab(path: string, options: Opening = {}): Promise<Tab> {
    return (await this.visitor(options)).tab(path);
  }

  /** A page of whom the demo door opens. */
  async demo(role: Role, options: Opening = {}): Promise<Tab> {
    const tab = await this.tab('/demo', { look: role === 'doctor' ? 'doctor' : 'patient', ...options });
    await tab.press(`Continue as ${role}`);
    await tab.page.waitForURL(`**/${role}`);
    return tab;
  }

  /** A page of somebody with an account, at the path. */
  async signedIn({ email }: Pick<Account, 'email'>, path: string, options: Opening = {}): Promise<Tab> {
    const tab = await this.tab('/sign-in', options);
    await tab.named('textbox', 'E-mail').fill(email);
    await tab.page.locator('input[type=password]').fill(demoPassword);
    await tab.press('Sign in');
    await tab.page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
    await this.go(tab, path);
    return tab;
  }

  async go(tab: Tab, path: string): Promise<void> {
    await tab.page.goto(`${this.world.site()}${path}`);
  }

  /** Somebody new with a good name; visits of this doctor have a queue of their own. */
  async newPerson(role: Role, name: string, specialty?: string): Promise<Account> {
    this.#admin ??= this.world.demo('admin');
    const { api } = await this.#admin;
    const email = `${newUuid()}@pictures.example`;
    const rest = specialty === undefined ? {} : { specialty };
    const clinicIds = [demoClinic.clinicId];
    const body = { email, name, role, clinicIds, password: demoPassword, ...rest };
    const { userId } = await api.identity.createUser({ body });
    return { userId, email };
  }

  /** Books a visit that may be joined now. `inMinutes`: when it is to start. */
  async book(people: { patient: Account; doctor: Account }, reason: string, inMinutes = 0): Promise<Visit> {
    this.#nurse ??= this.world.demo('nurse');
    const { api } = await this.#nurse;
    const body = {
      clinicId: demoClinic.clinicId,
      patientId: people.patient.userId,
      doctorId: people.doctor.userId,
      visitType: 'consultation',
      startsAt: Date.now() + inMinutes * 60_000,
      reason,
    };
    return api.visits.bookVisit({ body });
  }
}
