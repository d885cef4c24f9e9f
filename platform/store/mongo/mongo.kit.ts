import { MongoClient } from 'mongodb';

// What tests need of a server beyond a store.

const quick = { serverSelectionTimeoutMS: 500, connectTimeoutMS: 500 };

async function withClient<T>(url: string, work: (client: MongoClient) => Promise<T>): Promise<T> {
  const client = new MongoClient(url, quick);
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

export const dropDatabase = (url: string, name: string): Promise<void> =>
  withClient(url, async (client) => void (await client.db(name).dropDatabase()));

/** The server refuses the next command of this name with an error of this code. Says whether it lets itself be told so. */
export const failNext = (url: string, command: string, errorCode: number): Promise<boolean> =>
  withClient(url, async (client) => {
    const data = { failCommands: [command], errorCode, appName: 'bedside' };
    const order = { configureFailPoint: 'failCommand', mode: { times: 1 }, data };
    return client
      .db('admin')
      .command(order)
      .then(
        () => true,
        () => false,
      );
  });

/** What the server holds, with the store's own fields. */
export const rawDocuments = (url: string, database: string, collection: string): Promise<unknown[]> =>
  withClient(url, (client) => client.db(database).collection(collection).find().toArray());
