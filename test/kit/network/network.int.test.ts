import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { NetworkShape } from './link-shape.ts';
import { Network, type Side } from './network.ts';
import { whyNoNetwork } from './why-no-network.ts';

const PROBE = new URL('./probe.py', import.meta.url).pathname;
const obstacle = whyNoNetwork();
if (obstacle !== undefined) console.warn(`Not run: the simulated link. ${obstacle}`);

const opened: Network[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((network) => network.close()));
});

async function open(shape: NetworkShape = {}): Promise<Network> {
  const network = await Network.create({ shape });
  opened.push(network);
  return network;
}

/** Runs the probe inside; `listening` resolves with its first words, `text` with all of them once it has ended. */
function probe(network: Network, side: Side, args: readonly string[]) {
  const child = network.spawn(side, ['python3', PROBE, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  if (child.stdout === null) throw new Error('The probe has no output.');
  return { listening: once(child.stdout, 'data'), text: text(child.stdout) };
}

async function roundTrips(network: Network, count = 20): Promise<number[]> {
  const { text: result } = probe(network, 'client', ['echo', network.server.address, String(count), '0.003']);
  return z.array(z.number()).parse(JSON.parse(await result));
}

const Arrivals = z.array(z.tuple([z.number(), z.number(), z.number()]));

/** Sends packets one way and tells how they arrived. */
async function stream(
  network: Network,
  to: Side,
  { packets = 300, bitsPerSecond = 10_000_000, bytes = 1_200 } = {},
) {
  const receiver = probe(network, to, ['receive', '5000', '0.3']);
  await receiver.listening;
  const sender = ['send', network[to].address, '5000', String(packets), String(bitsPerSecond), String(bytes)];
  await probe(network, to === 'client' ? 'server' : 'client', sender).text;
  const arrivals = Arrivals.parse(JSON.parse((await receiver.text).replace('listening', '')));
  const seconds = (arrivals.at(-1)?.[2] ?? 0) - (arrivals[0]?.[2] ?? 0);
  return {
    received: arrivals.length,
    delayMs: median(arrivals.map(([, delay]) => delay)),
    isInOrder: arrivals.every(
      ([sequence], index) => index === 0 || sequence > (arrivals[index - 1]?.[0] ?? -1),
    ),
    bitsPerSecond: ((arrivals.length - 1) * (bytes + 28) * 8) / seconds,
  };
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;
}

function namespacesOf(prefix: string): string[] {
  return existsSync('/run/netns') ? readdirSync('/run/netns').filter((name) => name.startsWith(prefix)) : [];
}

function scriptsOf(pid: number): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith(`bedside-${pid}-`));
}

describe.skipIf(obstacle !== undefined)('the simulated link', { timeout: 20_000 }, () => {
  it('holds a round trip of 80 ms within half a millisecond', async () => {
    const network = await open({ toClient: { delayMs: 40 }, toServer: { delayMs: 40 } });
    expect(Math.abs(median(await roundTrips(network)) - 80)).toBeLessThan(0.5);
  });

  it('carries 20 Mbit/s without a loss, in order', async () => {
    const network = await open({ toClient: { delayMs: 40, jitterMs: 5 } });
    const { received, isInOrder } = await stream(network, 'client', {
      packets: 2_500,
      bitsPerSecond: 20_000_000,
    });
    expect({ received, isInOrder }).toEqual({ received: 2_500, isInOrder: true });
  });

  it('shapes each direction by itself, while it runs', async () => {
    const network = await open({ toClient: { delayMs: 30, lossRatio: 0.1 } });
    const [down, up] = [await stream(network, 'client'), await stream(network, 'server')];
    expect(Math.abs(down.delayMs - 30)).toBeLessThan(1);
    expect(down.received).toBeGreaterThan(235);
    expect(down.received).toBeLessThan(297);
    expect(up.delayMs).toBeLessThan(5);
    expect(up.received).toBe(300);

    await network.shape({ toClient: { delayMs: 0, lossRatio: 0 }, toServer: { delayMs: 15 } });
    expect((await stream(network, 'client')).received).toBe(300);
    expect(Math.abs((await stream(network, 'server')).delayMs - 15)).toBeLessThan(1);
  });

  it('limits the rate, and drops what would wait too long', async () => {
    const network = await open({ toServer: { rateBitsPerSecond: 2_000_000 } });
    const { received, bitsPerSecond } = await stream(network, 'server', {
      packets: 400,
      bitsPerSecond: 8_000_000,
    });
    expect(bitsPerSecond).toBeGreaterThan(1_900_000);
    expect(bitsPerSecond).toBeLessThan(2_100_000);
    const { toServer } = await network.counts();
    expect(received + toServer.overflowed).toBe(400);
    expect(toServer.overflowed).toBeGreaterThan(0);
    await network.shape({ toServer: { rateBitsPerSecond: undefined } });
    expect((await stream(network, 'server')).received).toBe(300);
  });

  it('is cut and mended', async () => {
    const network = await open();
    await network.shape({ toServer: { isCut: true } });
    const cut = await roundTrips(network, 1);
    await network.shape({ toServer: { isCut: false } });
    const mended = await roundTrips(network, 5);
    expect({ cut: cut.length, mended: mended.length }).toEqual({ cut: 0, mended: 5 });
  });

  it('is cut for UDP alone', async () => {
    const network = await open({ toServer: { isUdpCut: true } });
    const receiver = probe(network, 'server', ['receive', '5000', '0.3']);
    await receiver.listening;
    await probe(network, 'client', ['send', network.server.address, '5000', '20', '1000000', '500']).text;
    expect((await network.counts()).toServer.cut).toBe(20);
    expect(await roundTrips(network, 3)).toHaveLength(3);
  });

  it('refuses a shape no link has', async () => {
    const network = await open();
    await expect(network.shape({ toClient: { lossRatio: 1.5 } })).rejects.toThrow(RangeError);
  });
});

describe.skipIf(obstacle !== undefined)('tear-down of the simulated link', { timeout: 20_000 }, () => {
  it('leaves nothing, of several at once', async () => {
    const networks = await Promise.all([open(), open(), open()]);
    const children = networks.map((network) => network.spawn('client', ['sleep', '60'], { stdio: 'ignore' }));
    const ends = children.map((child) => once(child, 'exit'));
    const [first] = networks;
    await expect(roundTrips(first ?? (await open()), 3)).resolves.toHaveLength(3);
    await Promise.all(networks.map((network) => network.close()));
    await Promise.all(ends);
    await first?.close();
    expect(namespacesOf(`bedside-${process.pid}-`)).toEqual([]);
    expect(execFileSync('ip', ['-brief', 'link']).toString()).not.toContain('link0');
    expect(processesNaming(`bedside-${process.pid}-`)).toEqual([]);
  });

  it('leaves nothing when its owner is killed', async () => {
    const { pid, inside, kill } = await startOwner();
    expect(namespacesOf(`bedside-${pid}-`)).toHaveLength(2);
    expect(scriptsOf(pid)).toHaveLength(1);
    kill();
    await expect.poll(() => namespacesOf(`bedside-${pid}-`), { timeout: 8_000 }).toEqual([]);
    expect(scriptsOf(pid)).toEqual([]);
    await expect
      .poll(() => [...processesNaming(`bedside-${pid}-`), ...runningOf(inside)], { timeout: 8_000 })
      .toEqual([]);
  });

  it('tidies up after a relay that was killed, and says so', async () => {
    const network = await open();
    const closed = once(network, 'closed');
    for (const pid of processesNaming(network.server.namespace.replace(/-server$/, '')))
      process.kill(pid, 'SIGKILL');
    expect(await closed).toEqual(['relay-died']);
    expect(namespacesOf(network.server.namespace)).toEqual([]);
    await expect(network.shape({})).rejects.toThrow('relay has ended');
  });

  it('sweeps what an owner and a relay that both died left behind', async () => {
    const { pid, inside, kill } = await startOwner();
    for (const relay of processesNaming(`bedside-${pid}-`)) process.kill(relay, 'SIGSTOP');
    const relays = processesNaming(`bedside-${pid}-`);
    kill();
    for (const relay of relays) process.kill(relay, 'SIGKILL');
    expect(namespacesOf(`bedside-${pid}-`)).toHaveLength(2);
    await expect.poll(() => runningOf(pid)).toEqual([]);
    await open();
    expect(namespacesOf(`bedside-${pid}-`)).toEqual([]);
    expect(runningOf(inside)).toEqual([]);
  });
});

/** A process of its own that opens a network with a process inside, so that it can be killed. */
async function startOwner(): Promise<{ pid: number; inside: number; kill: () => void }> {
  const program = `
    import { Network } from ${JSON.stringify(new URL('./network.ts', import.meta.url).href)};
    const network = await Network.create();
    network.executable('client', '/bin/true');
    console.log(network.spawn('server', ['sleep', '60']).pid);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(child.stdout, 'data');
  if (child.pid === undefined) throw new Error('The owner did not start.');
  return {
    pid: child.pid,
    inside: z.coerce.number().parse(String(line).trim()),
    kill: () => child.kill('SIGKILL'),
  };
}

function processesNaming(text: string): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid && commandOf(pid).includes(text));
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

function runningOf(pid: number): number[] {
  return commandOf(pid) === '' ? [] : [pid];
}
