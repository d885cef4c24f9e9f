import type { Visit } from '#contracts/visits/visit.ts';
import { newUuid } from '#platform/clock.ts';
import { demoClinic, demoPassword, demoPeople } from '../../ops/demo/demo-clinic.ts';
import { Dtls } from '../bench/synthetic/dtls.ts';
import { CallPeer } from './call-peer.ts';
import { CallClient } from './calls/call-client.ts';
import { Person } from './person.ts';
import { runningInstallation } from './running-installation.ts';
import { TestServer } from './server.ts';
import { Together, type TogetherOptions } from './together.ts';

type Options = NonNullable<Parameters<typeof TestServer.create>[0]> &
  Pick<TogetherOptions, 'rough'> & {
    /** On one server or on several processes; as the run was asked for unless told. */
    way?: 'alone' | 'together';
  };
/** Where people go, and its end. */
type Site = Pick<TestServer | Together, 'url' | 'close'>;
const wayOfRun = process.env['BEDSIDE_TEST_WAY'] === 'together' ? 'together' : 'alone';
/** The media worker that carries a visit, and its node. */
export type Carrier = { pid: number; nodeId: string; isReplaced(): boolean };
/** The people of one visit, and the visit itself: booked, and to begin now. */
export type Cast = { patient: Person; doctor: Person; nurse: Person; admin: Person; visit: Visit };

const password = 'a password of the tests';
const { clinicId } = demoClinic;

/**
 * A running Bedside with people in it. Stories ask it for whom they need and never for a process, so that they run
 * the same on one server and on several. Each visit has a doctor, and so a queue, of its own.
 */
export class World {
  readonly #site: Site;
  readonly #people: Person[] = [];
  readonly #peers: CallPeer[] = [];
  readonly #clients: CallClient[] = [];
  #dtls: Promise<Dtls> | undefined;
  #casts = 0;

  static async create({ env = {}, way, rough = [], ...options }: Options = {}): Promise<World> {
    // Many sign-ins come from one address here.
    const settings = { BEDSIDE_RATE_FACTOR: '100', ...env };
    if ((way ?? wayOfRun) === 'alone')
      return new World(await TestServer.create({ ...options, env: settings }));
    // Who asks for several processes means to do something to them.
    const running = way === undefined ? runningInstallation(settings) : undefined;
    return new World(running ?? (await Together.create({ env: settings, rough })));
  }

  private constructor(site: Site) {
    this.#site = site;
  }

  /** The one server, where Bedside runs alone. */
  get server(): TestServer {
    if (this.#site instanceof TestServer) return this.#site;
    throw new Error('There is no one server: Bedside runs together.');
  }

  /** The processes, where Bedside runs together. */
  get together(): Together {
    if (this.#site instanceof Together) return this.#site;
    throw new Error('There are no processes to choose from: Bedside runs alone.');
  }

  /** Where the site is: any of its nodes. */
  site = (): string => this.#site.url;

  /** Everybody for one visit, signed in, and the visit. The patient is one of the demo's, who have a card. */
  async visit({ reason = 'A story', visitType = 'consultation' } = {}): Promise<Cast> {
    const { patients } = demoPeople;
    const { email } = patients[this.#casts++ % patients.length] ?? patients[0];
    const admin = await this.#keep(Person.fromDemo(this.site, 'admin'));
    const [patient, doctor, nurse] = await Promise.all([
      this.signIn(email, demoPassword),
      this.newPerson(admin, 'doctor'),
      this.#keep(Person.fromDemo(this.site, 'nurse')),
    ]);
    const body = { clinicId, patientId: patient.userId, doctorId: doctor.userId, visitType, reason };
    const visit = await nurse.api.visits.bookVisit({ body: { ...body, startsAt: Date.now() } });
    return { patient, doctor, nurse, admin, visit };
  }

  /** A new account with a first sign-in. */
  async newPerson(admin: Person, role: 'doctor' | 'nurse' | 'patient' | 'admin'): Promise<Person> {
    const key = newUuid();
    const email = `${key}@stories.example`;
    const name = `${role === 'doctor' ? 'Dr. ' : ''}Story ${key.slice(-6)}`;
    await admin.api.identity.createUser({ body: { email, name, role, clinicIds: [clinicId], password } });
    return this.signIn(email, password);
  }

  signIn = (email: string, secret = password): Promise<Person> =>
    this.#keep(Person.signIn(this.site, { email, password: secret }));

  demo = (role: 'patient' | 'doctor' | 'nurse' | 'admin'): Promise<Person> =>
    this.#keep(Person.fromDemo(this.site, role));

  guest = (url: string, clientKey?: string): Promise<Person> =>
    this.#keep(Person.fromInvitation(this.site, url, clientKey));

  /** The media worker that carries the visit now, as administrators see it, and whether another one took over. */
  async workerOf({ id }: Pick<Visit, 'id'>): Promise<Carrier> {
    const admin = await this.demo('admin');
    const socket = await admin.sessions();
    const { sessions } = await socket.request('sessions:watch', {});
    const session = sessions.find(({ visitId }) => visitId === id);
    if (!session) throw new Error('The visit does not run.');
    const isLater = ({ visitId, epoch }: typeof session) => visitId === id && epoch > session.epoch;
    return {
      pid: session.workerPid,
      nodeId: session.nodeId,
      isReplaced: () => socket.notices('session:changed').some(isLater),
    };
  }

  /** Puts somebody into the call, with real media. */
  async join(person: Person, visit: Pick<Visit, 'id'>): Promise<CallPeer> {
    this.#dtls ??= Dtls.create();
    const peer = await CallPeer.join({ person, visitId: visit.id, dtls: await this.#dtls });
    this.#peers.push(peer);
    return peer;
  }

  /** The same with the browser's own code, so that they come back by themselves. */
  async call(person: Person, visit: Pick<Visit, 'id'>): Promise<CallClient> {
    this.#dtls ??= Dtls.create();
    const client = await CallClient.join(person, visit, await this.#dtls);
    this.#clients.push(client);
    return client;
  }

  async close(): Promise<void> {
    for (const one of [...this.#peers, ...this.#clients]) one.close();
    for (const person of this.#people) person.close();
    await this.#site.close();
    (await this.#dtls)?.close();
  }

  async #keep(entering: Promise<Person>): Promise<Person> {
    const person = await entering;
    this.#people.push(person);
    return person;
  }
}
