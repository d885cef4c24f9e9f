const final = 0x80;
const text = 0x01;
const inTwoBytes = 126;
const inEightBytes = 127;

/** A text message as one unmasked WebSocket frame, in one piece of memory (RFC 6455, 5.2). */
export function textFrame(message: string): Buffer {
  const length = Buffer.byteLength(message);
  const head = length < inTwoBytes ? 2 : length <= 0xffff ? 4 : 10;
  const frame = Buffer.allocUnsafe(head + length);
  frame[0] = final | text;
  if (head === 2) frame[1] = length;
  else if (head === 4) {
    frame[1] = inTwoBytes;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = inEightBytes;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.write(message, head);
  return frame;
}
