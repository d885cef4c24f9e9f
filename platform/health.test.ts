import { describe, expect, it } from 'vitest';
import { createHealth, readyWhenStarted } from './health.ts';

const namesOf = (checks: { check: string; isOk: boolean }[]) =>
  checks.map(({ check, isOk }) => `${check} ${isOk}`);

describe('createHealth', () => {
  it('names the check that fails, throws or hangs, and tells why only inside', async () => {
    const failures: string[] = [];
    const onFailure = (check: string, error: unknown) => void failures.push(`${check}: ${String(error)}`);
    const health = createHealth({ now: () => 0, deadlineMs: 5, onFailure });
    health.add('store', async () => undefined);
    expect((await health.readyz()).isOk).toBe(true);

    health.add('bus', () => {
      throw new Error('gone');
    });
    health.add('payments', () => new Promise(() => undefined));
    const report = await health.readyz();
    expect(report.isOk).toBe(false);
    expect(namesOf(report.checks)).toEqual(['store true', 'bus false', 'payments false']);
    expect(failures).toEqual(['bus: Error: gone', 'payments: Refusal: payments took longer than 5 ms.']);
    expect(JSON.stringify(report)).not.toContain('gone');
    expect(health.livez().isOk).toBe(true);
  });

  it('is not ready while it starts or drains, but alive', async () => {
    const health = createHealth({ now: () => 0 });
    const part = readyWhenStarted(health);
    expect(namesOf((await health.readyz()).checks)).toEqual(['starting false']);
    await part.start?.();
    expect((await health.readyz()).isOk).toBe(true);
    await part.drain?.();
    expect(namesOf((await health.readyz()).checks)).toEqual(['draining false']);
    expect(health.livez().isOk).toBe(true);
  });
});
