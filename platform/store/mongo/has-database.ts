import { MongoClient } from 'mongodb';

/** Whether anything was ever kept in the database. */
export async function hasDatabase(url: string, database: string): Promise<boolean> {
  const client = new MongoClient(url, { serverSelectionTimeoutMS: 5_000, connectTimeoutMS: 5_000 });
  try {
    return await client.db(database).listCollections().hasNext();
  } finally {
    await client.close();
  }
}
