import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EventEnvelope } from '#contracts/event.ts';
import { everyEvent } from '#contracts/events/registry.ts';

const folder = join(import.meta.dirname, '..', '..', 'contracts', 'events', 'samples');

// A sample stays for ever: what was once on the bus must still be understood.
describe('every event', () => {
  it.each(everyEvent)('$type has a sample of its version that parses', async (contract) => {
    const text = await readFile(join(folder, `${contract.type}@${contract.version}.json`), 'utf8');
    const event = EventEnvelope.parse(JSON.parse(text));
    expect(contract.data.parse(event.data)).toEqual(event.data);
    expect(event.key).toBe(event.data[contract.key]);
  });

  it('has a contract for every sample', async () => {
    const known = everyEvent.map((contract) => `${contract.type}@${contract.version}.json`);
    expect((await readdir(folder)).toSorted()).toEqual(known.toSorted());
  });

  it('carries no field for text that a person wrote', () => {
    const textual = /name|body|text|reason_?text|note$|message$|email|phone/i;
    for (const contract of everyEvent)
      for (const field of Object.keys((contract.data as { shape?: object }).shape ?? {}))
        expect(`${contract.type}.${field}`).not.toMatch(textual);
  });
});
