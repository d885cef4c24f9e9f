import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { freePort } from './free-port.ts';

const many = Array.from({ length: 120 });
const program = `
  const { freePort } = await import(${JSON.stringify(join(import.meta.dirname, 'free-port.ts'))});
  const ports = [];
  for (let n = 0; n < 60; n++) ports.push(await freePort());
  console.log(JSON.stringify(ports));
  // Others get theirs while this one still has its own.
  process.stdin.resume().once('end', () => process.exit());
`;

describe('a free port', () => {
  it('is another one each time, and none that the kernel gives to others by itself', async () => {
    const ports: number[] = [];
    for (const _each of many) ports.push(await freePort());
    expect(new Set(ports).size).toBe(many.length);
    expect(Math.min(...ports)).toBeGreaterThan(1_024);
    expect(Math.max(...ports)).toBeLessThan(32_768);
  });

  it('is another one in each process, though nobody listens there yet', async () => {
    const children = Array.from({ length: 3 }, () => {
      const run = promisify(execFile)(process.execPath, ['--input-type=module', '-e', program]);
      return { run, child: run.child };
    });
    const firstLine = (child: (typeof children)[number]['child']) =>
      new Promise<string>((resolve) => child.stdout?.once('data', (data: Buffer) => resolve(String(data))));
    const lines = await Promise.all(children.map(({ child }) => firstLine(child)));
    for (const { child } of children) child.stdin?.end();
    await Promise.all(children.map(({ run }) => run));
    const all = lines.flatMap((line) => JSON.parse(line) as number[]);
    expect(new Set(all).size).toBe(180);
  });
});
