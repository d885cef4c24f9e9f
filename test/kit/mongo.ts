import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newUuid } from '#platform/clock.ts';
import { mayWrite } from '#platform/store/mongo/may-write.ts';
import { dropDatabase } from '#platform/store/mongo/mongo.kit.ts';
import { provideTestDatabase } from '../../ops/provide/test-database.mjs';
import { endWithThisProcess } from '../../ops/together/end-with-this-process.ts';
import { freePort } from './free-port.ts';
import { freeze } from './freeze.ts';
import { until } from './until.ts';

/** Why a test that needs MongoDB is skipped. */
export const noMongo = 'no MongoDB server here: set MONGODB_URL, install mongod, or let pip fetch SecantusDB';

/**
 * A database server for tests: the one of MONGODB_URL, or one of the test's own on a port that stays the same, durable over a
 * kill. Each asks for databases by names that nobody else has, and drops them at the end.
 */
export class MongoServer {
  readonly url: string;
  /** Whether it may be killed: not where it is somebody else's. */
  readonly isOwn: boolean;
  readonly #command: readonly string[];
  readonly #folder: string;
  readonly #databases = new Set<string>();
  #child: ChildProcess | undefined;
  #said = '';

  static async create(): Promise<MongoServer | undefined> {
    const found = await provideTestDatabase();
    if (found === undefined) return undefined;
    if ('url' in found) return new MongoServer({ url: found.url, isOwn: false, command: [], folder: '' });
    const folder = await mkdtemp(join(tmpdir(), 'bedside-mongo-'));
    const port = await freePort();
    const command = [...found.command, ...argumentsOf(found.command, { folder, port })];
    const server = new MongoServer({ url: `mongodb://127.0.0.1:${port}`, isOwn: true, command, folder });
    await server.start();
    return server;
  }

  private constructor(given: { url: string; isOwn: boolean; command: readonly string[]; folder: string }) {
    this.url = given.url;
    this.isOwn = given.isOwn;
    this.#command = given.command;
    this.#folder = given.folder;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** A database of the test's own. */
  database(name: string): string {
    const own = `test_${name.replaceAll(/\W/g, '_')}_${newUuid().slice(-12)}`;
    this.#databases.add(own);
    return own;
  }

  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  /** With what it held when it was killed. */
  async start(): Promise<void> {
    const [program = '', ...args] = this.#command;
    await mkdir(join(this.#folder, 'data'), { recursive: true });
    const child = spawn(program, args, { cwd: this.#folder, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    const note = (text: Buffer) => {
      this.#said = `${this.#said}${text.toString()}`.slice(-2_000);
    };
    child.stdout.on('data', note);
    child.stderr.on('data', note);
    child.on('error', (error) => note(Buffer.from(String(error))));
    endWithThisProcess(child);
    await until(() => mayWrite(this.url), { withinMs: 25_000, why: () => [program, this.#said] });
  }

  /** It keeps its connections and answers nobody. */
  async pause(): Promise<void> {
    if (this.#child?.pid !== undefined) await freeze(this.#child.pid);
  }

  continue(): void {
    this.#child?.kill('SIGCONT');
  }

  async stop(): Promise<void> {
    if (!this.isOwn) for (const name of this.#databases) await dropDatabase(this.url, name);
    await this.kill();
    if (this.isOwn) await rm(this.#folder, { recursive: true, force: true });
  }
}

function argumentsOf([program]: readonly string[], { folder, port }: { folder: string; port: number }) {
  const data = join(folder, 'data');
  const where = ['--port', String(port)];
  // Test commands let a test choose what the server answers.
  if (program === 'mongod') {
    const alone = ['--bind_ip', '127.0.0.1', '--replSet', 'bedside'];
    return [...where, '--dbpath', data, ...alone, '--setParameter', 'enableTestCommands=1'];
  }
  const durable = ['--sync-on-commit', '--enable-test-commands'];
  return [...where, '--host', '127.0.0.1', '--storage-path', data, ...durable];
}

/** Finds or starts one; undefined where none can be had, for `skip(noMongo)`. In CI that is a failure. */
export const openMongoServer = (): Promise<MongoServer | undefined> => MongoServer.create();
