import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LoanStates } from './loan-states.ts';

const transport = (id: string, iceState: 'new' | 'connected' | 'disconnected' = 'connected') => ({
  id,
  iceState,
  dtlsState: 'connected' as const,
});
const consumer = (id: string, score: number) => ({ id, score, hasLayers: score > 5 });

it('tells what is newer than what is known, each as it stands now, and nothing of what is gone', () => {
  const states = new LoanStates();
  states.noteTransport(transport('one', 'new'));
  states.noteConsumer(consumer('a', 1));
  const { version } = states.since(0);
  states.noteTransport(transport('one'));
  states.noteConsumer(consumer('b', 10));
  states.forgetConsumer('a');
  expect(states.since(version)).toMatchObject({
    transports: [transport('one')],
    consumers: [consumer('b', 10)],
  });
  expect(states.since(states.since(0).version)).toMatchObject({ transports: [], consumers: [] });
});

it('waits for news, and no longer than it is told to', async () => {
  const states = new LoanStates();
  await states.whenNewer(0, 1);
  const waiting = states.whenNewer(0, 60_000);
  states.touch();
  await waiting;
  await states.whenNewer(0, 60_000);
});

it('lets whoever misses any of the answers know all the same in the end', () => {
  const change = fc.record({ id: fc.constantFrom('a', 'b', 'c'), score: fc.nat(10), isHeard: fc.boolean() });
  fc.assert(
    fc.property(fc.array(change), (changes) => {
      const states = new LoanStates();
      const told = new Map<string, number>();
      let known = 0;
      const look = () => {
        const { version, consumers } = states.since(known);
        known = version;
        for (const { id, score } of consumers) told.set(id, score);
      };
      for (const { id, score, isHeard } of changes) {
        states.noteConsumer(consumer(id, score));
        if (isHeard) look();
        else states.since(known);
      }
      look();
      expect(told).toEqual(new Map(changes.map(({ id, score }) => [id, score])));
    }),
  );
});
