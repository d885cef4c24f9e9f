import { once } from 'node:events';
import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { gatherWrites } from './gather-requests.ts';

function gathering() {
  const sent: string[] = [];
  const note = (chunks: { chunk: Buffer }[]) =>
    sent.push(chunks.map(({ chunk }) => chunk.toString()).join(' '));
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      note([{ chunk }]);
      done();
    },
    writev(chunks, done) {
      note(chunks);
      done();
    },
  });
  gatherWrites(stream);
  return { stream, sent };
}

it('sends in one piece what one turn and its promises write, in the order of the writes', async () => {
  const { stream, sent } = gathering();
  stream.write('one');
  stream.write('two');
  await Promise.resolve();
  stream.write('three');
  expect(sent).toEqual([]);
  await new Promise((resolve) => setImmediate(resolve));
  expect(sent).toEqual(['one two three']);
});

it('sends what the next turn writes at the end of that, and calls back', async () => {
  const { stream, sent } = gathering();
  stream.write('one');
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => stream.write('two', resolve));
  expect(sent).toEqual(['one', 'two']);
  stream.end('three');
  await once(stream, 'finish');
  expect(sent).toEqual(['one', 'two', 'three']);
});

it('sends what is written last before it is destroyed', () => {
  const { stream, sent } = gathering();
  stream.write('end');
  stream.destroy();
  expect(sent).toEqual(['end']);
});
