import { MongoClient } from 'mongodb';

export type Draft = { _id: string; text: string; at: number };
export type Measured = { perSecond: number; clientMicroseconds: number };
/** Writes all batches, one after the other, then replaces them all; `measure` takes what it costs. */
export type WriteTogether = (given: {
  url: string;
  database: string;
  measure: (work: () => Promise<void>) => Promise<Measured>;
  batches: readonly (readonly Draft[])[];
}) => Promise<{ inserts: Measured; replaces: Measured }>;

/** The driver's own batches: many documents with one command, for whoever has them all at once. */
export const writeBare: WriteTogether = async ({ url, database, measure, batches }) => {
  const client = new MongoClient(url, {
    writeConcern: { w: 'majority', journal: true },
    readConcern: { level: 'majority' },
  });
  const things = client
    .db(database)
    .collection<{ _id: string; version: number; text: string; at: number }>('things');
  await things.createIndex({ at: 1, _id: 1 }, { partialFilterExpression: { at: { $exists: true } } });
  const inserts = await measure(async () => {
    for (const batch of batches)
      await things.insertMany(
        batch.map((document) => ({ ...document, version: 1 })),
        { ordered: false },
      );
  });
  const replaces = await measure(async () => {
    for (const batch of batches) {
      const operations = batch.map(({ _id, ...document }) => ({
        replaceOne: { filter: { _id, version: 1 }, replacement: { ...document, version: 2 } },
      }));
      const { matchedCount } = await things.bulkWrite(operations, { ordered: false });
      if (matchedCount !== batch.length) throw new Error('Somebody else wrote.');
    }
  });
  await client.close();
  return { inserts, replaces };
};
