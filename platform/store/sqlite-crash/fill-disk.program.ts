import { rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { systemNow } from '#platform/clock.ts';
import { openSqliteStore } from '../sqlite/open-sqlite-store.ts';
import type { Document } from '../store.ts';

// Run by a test in a file system of a few megabytes: fills it, and says what came of each write.

const [directory = ''] = process.argv.slice(2);
const ballast = join(directory, 'ballast');
const tell = (line: string) => writeSync(1, `${line}\n`);
writeFileSync(ballast, Buffer.alloc(1_000_000));

const store = await openSqliteStore({ file: join(directory, 'things.sqlite'), now: systemNow });
const things = await store.collection<Document & { text: string }>({ name: 'things', indexes: {} });
const text = 'x'.repeat(20_000);
let written = 0;

async function tryOne(): Promise<string> {
  try {
    await things.insert({ _id: `thing ${written}`, text });
    written++;
    return 'written';
  } catch (error) {
    return error instanceof Error && 'code' in error
      ? `${String(error.code)}: ${error.message}`
      : String(error);
  }
}

let outcome = await tryOne();
while (outcome === 'written') outcome = await tryOne();
tell(`full ${outcome}`);
tell(`again ${await tryOne()}`);
tell(`read ${(await things.get('thing 0')).text.length}`);
tell((await things.findById(`thing ${written}`)) ? 'the refused one is there' : 'absent');
rmSync(ballast);
tell(`space ${await tryOne()}`);
await store.close();

const reopened = await openSqliteStore({ file: join(directory, 'things.sqlite'), now: systemNow });
const kept = await reopened.collection<Document>({ name: 'things', indexes: {} });
let found = 0;
while (await kept.findById(`thing ${found}`)) found++;
tell(found === written ? 'kept all' : `kept ${found} of ${written}`);
await reopened.close();
