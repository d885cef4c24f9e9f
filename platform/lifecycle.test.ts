import { EventEmitter } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { Refusal } from '#contracts/refusal.ts';
import { runUntilSignal } from './lifecycle/run-until-signal.ts';
import { createLifecycle, type Part } from './lifecycle.ts';
import { createLog, silentLog } from './log.ts';
import { ConfigurationError } from './settings.ts';

function recorder() {
  const told: string[] = [];
  const part = (name: string, parts: Partial<Part> = {}): Part => ({
    name,
    start: async () => void told.push(`start ${name}`),
    drain: async () => void told.push(`drain ${name}`),
    stop: async () => void told.push(`stop ${name}`),
    ...parts,
  });
  return { told, part };
}
const failing = () => Promise.reject(new Error('no'));

describe('createLifecycle', () => {
  it('starts in order; drains and stops in reverse, once', async () => {
    const { told, part } = recorder();
    const lifecycle = createLifecycle({ log: silentLog });
    for (const name of ['store', 'bus', 'http']) lifecycle.add(part(name));
    lifecycle.add({ name: 'nothing to do' });
    await lifecycle.start();
    await Promise.all([lifecycle.stop(), lifecycle.stop()]);
    const names = ['start store', 'start bus', 'start http', 'drain http', 'drain bus', 'drain store'];
    expect(told).toEqual([...names, 'stop http', 'stop bus', 'stop store']);
    expect(() => lifecycle.add(part('late'))).toThrow('after the start');
  });

  it('stops what was started when a start fails, the failed one too', async () => {
    const { told, part } = recorder();
    const lifecycle = createLifecycle({ log: silentLog });
    lifecycle.add(part('store'));
    lifecycle.add(part('bus', { start: failing }));
    lifecycle.add(part('http'));
    await expect(lifecycle.start()).rejects.toThrow('no');
    expect(told).toEqual(['start store', 'drain bus', 'drain store', 'stop bus', 'stop store']);
  });

  it('gives each part a deadline, and lets none hinder the others', async () => {
    const { told, part } = recorder();
    const lines: string[] = [];
    const log = createLog({
      level: 'error',
      stream: { write: (line) => void lines.push(JSON.parse(line).part) },
    });
    const lifecycle = createLifecycle({ log, drainDeadlineMs: 5, stopDeadlineMs: 5 });
    lifecycle.add(part('store'));
    lifecycle.add(part('failing', { drain: failing, stop: failing }));
    lifecycle.add(part('hanging', { drain: () => new Promise(() => undefined) }));
    await lifecycle.start();
    await lifecycle.stop();
    expect(told.slice(3)).toEqual(['drain store', 'stop hanging', 'stop store']);
    expect(lines).toEqual(['failing', 'hanging', 'failing']);
  });

  it('ends a start under way before it stops, and starts no more', async () => {
    const { told, part } = recorder();
    const lifecycle = createLifecycle({ log: silentLog });
    lifecycle.add(part('store'));
    lifecycle.add(part('bus'));
    const starting = lifecycle.start();
    await lifecycle.stop();
    await starting;
    expect(told).toEqual(['start store', 'drain store', 'stop store']);
  });
});

describe('runUntilSignal', () => {
  function setUp(parts: Partial<Part> = {}) {
    const { told, part } = recorder();
    const host = Object.assign(new EventEmitter(), { exit: vi.fn<(code: number) => void>() });
    const logged: Record<string, unknown>[] = [];
    const log = createLog({ level: 'info', stream: { write: (line) => void logged.push(JSON.parse(line)) } });
    const lifecycle = createLifecycle({ log });
    lifecycle.add(part('server', parts));
    const print = (line: string) => void told.push(line);
    const onStarted = () => void told.push('up');
    const running = runUntilSignal({ lifecycle, log, newId: () => 'id-1', host, print, onStarted });
    const exited = async () => vi.waitFor(() => expect(host.exit).toHaveBeenCalled());
    return { told, host, logged, running, exited };
  }

  it.each(['SIGTERM', 'SIGINT', 'disconnect'])('drains and exits with 0 on %s', async (cause) => {
    const { told, host, running, exited } = setUp();
    await running;
    host.emit(cause);
    await exited();
    expect(told).toEqual(['start server', 'up', 'drain server', 'stop server']);
    expect(host.exit.mock.calls).toEqual([[0]]);
  });

  it('exits at once on the second signal', async () => {
    const { host, running } = setUp({ stop: () => new Promise(() => undefined) });
    await running;
    host.emit('SIGINT');
    expect(host.exit).not.toHaveBeenCalled();
    host.emit('SIGINT');
    expect(host.exit.mock.calls).toEqual([[1]]);
  });

  it('tells every problem of a configuration and exits with 78', async () => {
    const start = () => Promise.reject(new ConfigurationError(['Write this.', 'Write that.']));
    const { told, host, running } = setUp({ start });
    await running;
    expect(told).toEqual(['drain server', 'stop server', 'Write this.', 'Write that.']);
    expect(host.exit.mock.calls).toEqual([[78]]);
  });

  it('tells why a start was refused and exits with 78', async () => {
    const start = () => Promise.reject(new Refusal('data_in_use', 'Another server has the data.'));
    const { told, host, running } = setUp({ start });
    await running;
    expect(told.at(-1)).toBe('Another server has the data.');
    expect(host.exit.mock.calls).toEqual([[78]]);
  });

  it('tells in a sentence what it cannot reach, and exits with 1 to be tried again', async () => {
    const start = () => Promise.reject(new Refusal('unavailable', 'No database answers.'));
    const { told, host, running, logged } = setUp({ start });
    await running;
    expect(told.at(-1)).toBe('No database answers.');
    expect(host.exit.mock.calls).toEqual([[1]]);
    expect(logged.filter(({ level }) => level === 'fatal')).toEqual([]);
  });

  it('exits with 1 when a start fails', async () => {
    const { host, running, logged } = setUp({ start: failing });
    await running;
    expect(host.exit.mock.calls).toEqual([[1]]);
    expect(logged.at(-1)).toMatchObject({ level: 'fatal', errorId: 'id-1', err: { message: 'no' } });
  });

  it.each(['uncaughtException', 'unhandledRejection'])(
    'logs under an id and exits with 1 on %s',
    async (kind) => {
      const { host, running, logged } = setUp();
      await running;
      host.emit(kind, new Error('bug'));
      expect(host.exit.mock.calls).toEqual([[1]]);
      expect(logged.at(-1)).toMatchObject({ level: 'fatal', kind, errorId: 'id-1', err: { message: 'bug' } });
    },
  );
});
