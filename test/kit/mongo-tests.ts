import { afterAll, beforeAll, beforeEach } from 'vitest';
import { type MongoServer, noMongo, openMongoServer } from './mongo.ts';

/** A database server for the tests of the file or `describe` around it; they are skipped where none can be had. */
export function useMongo() {
  let server: MongoServer | undefined;
  beforeAll(async () => {
    server = await openMongoServer();
  });
  beforeEach(({ skip }) => {
    skip(server === undefined, noMongo);
  });
  afterAll(() => server?.stop());

  const running = (): MongoServer => {
    if (server === undefined) throw new Error(noMongo);
    return server;
  };
  return {
    server: running,
    /** A new database on it. */
    place: (name: string) => ({ url: running().url, database: running().database(name) }),
  };
}
