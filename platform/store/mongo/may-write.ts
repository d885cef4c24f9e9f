import { MongoClient } from 'mongodb';

const quick = { serverSelectionTimeoutMS: 500, connectTimeoutMS: 500 };

/** Whether the server takes writes. One that was just made, and waits to be told so, is made a replica set of one member. */
export async function mayWrite(url: string): Promise<boolean> {
  const client = new MongoClient(`${url}/?directConnection=true`, quick);
  try {
    const admin = client.db('admin');
    const hello: Record<string, unknown> = await admin.command({ hello: 1 });
    if (hello['isreplicaset'] === true) await admin.command({ replSetInitiate: {} });
    return hello['isWritablePrimary'] === true && hello['setName'] !== undefined;
  } finally {
    await client.close();
  }
}
