import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { withDeadline } from './with-deadline.ts';

const outcomeOf = (work: Promise<unknown>) => work.catch((error: unknown) => error);

describe('withDeadline', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('gives the result or the error of work that is in time, and leaves no timer', async () => {
    await expect(withDeadline(Promise.resolve(1), 10, 'work')).resolves.toBe(1);
    await expect(withDeadline(Promise.reject(new Error('no')), 10, 'work')).rejects.toThrow('no');
    const throwing = () => {
      throw new Error('at once');
    };
    await expect(withDeadline(throwing, 10, 'work')).rejects.toThrow('at once');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('refuses at the deadline and tells the work to stop', async () => {
    const stopped: unknown[] = [];
    const stoppable = (signal: AbortSignal) => {
      signal.addEventListener('abort', () => stopped.push(signal.reason));
      return new Promise(() => undefined);
    };
    const outcome = outcomeOf(withDeadline(stoppable, 10, 'opening a room'));
    await vi.advanceTimersByTimeAsync(9);
    expect(stopped).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(await outcome).toMatchObject({
      code: 'deadline_exceeded',
      message: 'opening a room took longer than 10 ms.',
    });
    expect(stopped).toMatchObject([{ code: 'deadline_exceeded' }]);
  });

  it('drops an error that comes too late', async () => {
    const late = new Promise<never>((_, reject) => setTimeout(() => reject(new Error('unheard')), 10));
    const outcome = outcomeOf(withDeadline(late, 5, 'work'));
    await vi.advanceTimersByTimeAsync(20);
    expect(await outcome).toMatchObject({ code: 'deadline_exceeded' });
  });
});
