import { writeSync } from 'node:fs';
import { openProcess } from './redis-bus.kit.ts';

// Run by a test, which kills it or stops it for a while: one process of a group that handles what the bus delivers. Each line
// tells when by the machine's steady clock, so that those of several processes can be put in order.

const [url = '', place = ''] = process.argv.slice(2);
const tell = (line: string) => writeSync(1, `${line}\n`);

const { listen } = await openProcess(url, place);
await listen('a', async ({ key, data }) => {
  await new Promise(setImmediate);
  tell(`${process.hrtime.bigint()} ${key} ${String(data['n'])}`);
});
tell('ready');
// Stays until it is killed.
setInterval(() => undefined, 60_000);
