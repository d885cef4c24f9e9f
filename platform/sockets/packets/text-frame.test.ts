import { describe, expect, it } from 'vitest';
import { textFrame } from './text-frame.ts';

/** The head of a frame by RFC 6455, 5.2, and what follows it. */
function read(frame: Buffer) {
  const short = frame[1] ?? 0;
  const [head, length] =
    short < 126
      ? [2, short]
      : short === 126
        ? [4, frame.readUInt16BE(2)]
        : [10, Number(frame.readBigUInt64BE(2))];
  return { first: frame[0], shortLength: short, length, text: frame.subarray(head).toString() };
}

describe('a text frame', () => {
  it.each([
    [0, 0],
    [125, 125],
    [126, 126],
    [65_535, 126],
    [65_536, 127],
  ])('says the length of %i bytes in the shortest form', (length, shortLength) => {
    const text = 'x'.repeat(length);
    expect(read(textFrame(text))).toEqual({ first: 0x81, shortLength, length, text });
  });

  it('counts bytes, not letters', () => {
    const text = 'ü'.repeat(63);
    expect(read(textFrame(text))).toEqual({ first: 0x81, shortLength: 126, length: 126, text });
  });
});
