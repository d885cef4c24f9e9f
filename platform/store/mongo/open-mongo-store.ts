import { MongoClient, MongoServerError } from 'mongodb';
import { Refusal } from '#contracts/refusal.ts';
import type { Now } from '#platform/clock.ts';
import type { HealthCheck } from '#platform/health.ts';
import type { Log } from '#platform/log.ts';
import { ConfigurationError } from '#platform/settings.ts';
import type { Store } from '../store.ts';
import { MongoStore } from './mongo-store.ts';

type Options = {
  url: string;
  database: string;
  now: Now;
  log: Log;
  sweepEveryMs?: number;
  patienceMs?: number;
};

const example =
  'Write for example MONGODB_URL=mongodb://db1.example.org,db2.example.org/?replicaSet=bedside.';
const authenticationFailed = 18;

/**
 * Opens one service's documents in one database of a MongoDB replica set, beside other processes of the service. Addresses with
 * `mongodb+srv` and changes of the primary are followed; what was interrupted is sent once more where that is safe. Writes are on
 * the disks of the majority when they resolve, and reads see only what is. Throws a ConfigurationError where the address
 * is none, and refuses `unavailable`, with a sentence, when no fit database answers within `patienceMs`; later a write or read
 * waits so long for one before it is refused the same.
 */
export async function openMongoStore(options: Options): Promise<Store & { check: HealthCheck }> {
  const { url, database, now, log, sweepEveryMs = 30_000, patienceMs = 5_000 } = options;
  const client = clientOf(url, patienceMs);
  followTopology(client, log.child({ database }));
  try {
    await client.connect();
    await demandReplicaSet(client);
  } catch (error) {
    await client.close();
    throw error instanceof Refusal ? error : whyNot(client, error);
  }
  return new MongoStore({ client, database, now, log, sweepEveryMs });
}

function clientOf(url: string, patienceMs: number): MongoClient {
  try {
    return new MongoClient(url, {
      appName: 'bedside',
      serverSelectionTimeoutMS: patienceMs,
      connectTimeoutMS: patienceMs,
      // A server that is frozen, not gone, closes nothing.
      socketTimeoutMS: 2 * patienceMs,
      heartbeatFrequencyMS: 2_000,
      maxPoolSize: 30,
      writeConcern: { w: 'majority', journal: true },
      readConcern: { level: 'majority' },
      readPreference: 'primary',
      retryWrites: true,
      retryReads: true,
    });
  } catch {
    // The driver's own sentence may hold the address with its password.
    throw new ConfigurationError([`MONGODB_URL is not an address of MongoDB. ${example}`]);
  }
}

async function demandReplicaSet(client: MongoClient): Promise<void> {
  const hello: Record<string, unknown> = await client.db('admin').command({ hello: 1 });
  if (hello['setName'] !== undefined || hello['msg'] === 'isdbgrid') return;
  throw new Refusal(
    'unavailable',
    `The database at ${addressOf(client)} is no member of a replica set, which Bedside needs to write safely. ` +
      'Start it with --replSet, if only with one member, and call rs.initiate() once.',
  );
}

function whyNot(client: MongoClient, error: unknown): Refusal {
  const address = addressOf(client);
  const sentence =
    error instanceof MongoServerError && error.code === authenticationFailed
      ? `The database at ${address} refuses the name or the password in MONGODB_URL. Correct them.`
      : `No database answers at ${address}, where MONGODB_URL points. Start it, or correct MONGODB_URL. ${example}`;
  return new Refusal('unavailable', sentence);
}

/** Where it was looked for, without name and password. */
function addressOf({ options }: MongoClient): string {
  return options.srvHost ?? options.hosts.map(String).join(', ');
}

/** Says once when no server takes writes any more, and once when one does again. */
function followTopology(client: MongoClient, log: Log): void {
  let couldWrite = false;
  client.on('topologyDescriptionChanged', ({ newDescription }) => {
    const canWrite = [...newDescription.servers.values()].some(({ type }) =>
      ['RSPrimary', 'Mongos', 'LoadBalancer'].includes(type),
    );
    if (couldWrite && !canWrite) log.warn('the database does not answer');
    if (!couldWrite && canWrite) log.info('the database answers');
    couldWrite = canWrite;
  });
}
