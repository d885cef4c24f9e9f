import type { ChainableCommander } from 'ioredis';
import { expect, it } from 'vitest';
import { createGatherPublishes } from './gather-publishes.ts';

/** Notes each piece; refuses those that hold "lost". */
function openRedis() {
  const pieces: string[][] = [];
  const pipeline = async (add: (pipeline: ChainableCommander) => void) => {
    const piece: string[] = [];
    const noted = { spublish: (channel: string, message: string) => piece.push(`${channel} ${message}`) };
    add(noted as unknown as ChainableCommander);
    pieces.push(piece);
    if (piece.includes('a lost')) throw new Error('Redis is away.');
    return [];
  };
  return { pieces, publish: createGatherPublishes({ pipeline }) };
}

it('publishes what one turn has to tell in one piece, in its order', async () => {
  const { pieces, publish } = openRedis();
  await Promise.all([publish('a', '1'), Promise.resolve().then(() => publish('b', '2')), publish('a', '3')]);
  await publish('b', '4');
  expect(pieces).toEqual([['a 1', 'a 3', 'b 2'], ['b 4']]);
});

it('tells everybody whose message was in a lost piece, and nobody else', async () => {
  const { publish } = openRedis();
  const lost = await Promise.allSettled([publish('a', 'lost'), publish('b', 'with it')]);
  expect(lost.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await publish('a', 'next');
});
