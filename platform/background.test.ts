import { describe, expect, it } from 'vitest';
import { createBackground } from './background.ts';
import { createLog } from './log.ts';
import { createMetrics } from './metrics.ts';

function setUp() {
  const logged: Record<string, unknown>[] = [];
  const log = createLog({ level: 'info', stream: { write: (line) => void logged.push(JSON.parse(line)) } });
  const metrics = createMetrics();
  return { background: createBackground({ log, metrics }), logged, metrics };
}

describe('createBackground', () => {
  it('logs and counts what fails, at once or later, and nothing escapes', async () => {
    const { background, logged, metrics } = setUp();
    background.run('send-reminder', async () => undefined);
    background.run('send-reminder', () => Promise.reject(new Error('later')));
    background.run('send-reminder', () => {
      throw new Error('at once');
    });
    expect(await background.drain(1_000)).toEqual([]);
    expect(logged).toMatchObject([
      { task: 'send-reminder', err: { message: 'at once' } },
      { task: 'send-reminder', err: { message: 'later' } },
    ]);
    const text = await metrics.text();
    expect(text).toContain('bedside_background_total{task="send-reminder",outcome="ok"} 1');
    expect(text).toContain('bedside_background_total{task="send-reminder",outcome="failed"} 2');
    expect(text).toContain('bedside_background_running 0');
  });

  it('waits also for work that work has started', async () => {
    const { background } = setUp();
    const done: string[] = [];
    background.run('outer', async () => {
      await Promise.resolve();
      background.run('inner', async () => {
        await Promise.resolve();
        done.push('inner');
      });
      done.push('outer');
    });
    await background.drain(1_000);
    expect(done).toEqual(['outer', 'inner']);
  });

  it('names what is not done at the deadline and then starts nothing more', async () => {
    const { background, logged } = setUp();
    background.run('endless', () => new Promise(() => undefined));
    expect(await background.drain(5)).toEqual(['endless']);
    let hasRun = false;
    background.run('late', async () => void (hasRun = true));
    expect(hasRun).toBe(false);
    expect(logged.map(({ msg }) => msg)).toEqual([
      'background work was not done in time',
      'background task came after the drain',
    ]);
  });
});
