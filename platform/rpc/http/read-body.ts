import type { IncomingMessage } from 'node:http';
import { Refusal } from '#contracts/refusal.ts';

/** The whole body as text. Refuses `too_large` as soon as it is, without reading on. */
export async function readBody(message: IncomingMessage, maxBytes: number): Promise<string> {
  // Made only when they are thrown: an error takes its stack, which costs more than reading a small body.
  const tooLarge = () => new Refusal('too_large', `A body may have at most ${maxBytes} bytes.`);
  const cutOff = () => new Refusal('unavailable', 'The connection ended in the middle of a body.');
  if (Number(message.headers['content-length'] ?? 0) > maxBytes) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    message.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBytes) return chunks.push(chunk);
      message.pause();
      return reject(tooLarge());
    });
    message.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    message.on('error', reject);
    message.on('close', () => {
      if (!message.readableEnded) reject(cutOff());
    });
  });
}

/** What the text says as JSON; nothing for an empty one. Refuses `invalid_input`. */
export function parseJson(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Refusal('invalid_input', 'The body is not JSON.', { cause });
  }
}
