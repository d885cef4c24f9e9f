import { expect } from 'vitest';
import { until } from '../kit/until.ts';
import type { Writer } from '../kit/writer.ts';

/** Nothing that was written is lost, doubled or out of order, and everybody has the same thread, whole. */
export async function checkThread(writers: Record<string, Writer>): Promise<void> {
  const all = Object.values(writers);
  for (const writer of all) writer.pause();
  const expected = all.reduce((sum, { written }) => sum + written.length, 0);
  await until(() => all.every(({ unsent, messages }) => unsent === 0 && messages.length >= expected), {
    withinMs: 30_000,
    why: () => all.map(({ unsent, messages }) => ({ unsent, messages: messages.length, expected })),
  });
  const [first] = all;
  for (const { messages } of all) {
    expect(messages.map(({ seq }) => seq)).toEqual(Array.from({ length: expected }, (_, n) => n + 1));
    expect(messages.map(({ id }) => id)).toEqual(first?.messages.map(({ id }) => id));
  }
  for (const [name, { written, messages }] of Object.entries(writers)) {
    const theirs = messages.map(({ body }) => body).filter((body) => body.startsWith(`${name} `));
    expect(theirs).toEqual(written);
  }
}
