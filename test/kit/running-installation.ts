import type { Together } from './together.ts';

const name = 'BEDSIDE_TEST_INSTALLATION';
type Running = { url: string; env: Record<string, string> };

/** Lets the test files that begin after this have the installation instead of starting one each. */
export function announceInstallation({ url }: Together, env: Record<string, string>): void {
  process.env[name] = JSON.stringify({ url, env } satisfies Running);
}

/** The installation that runs for all, if it has these settings. It stays when a test is through with it. */
export function runningInstallation(env: Record<string, string>) {
  const announced = process.env[name];
  if (announced === undefined) return undefined;
  const running = JSON.parse(announced) as Running;
  const isSo = Object.entries(env).every(([setting, value]) => running.env[setting] === value);
  return isSo ? { url: running.url, close: async () => undefined } : undefined;
}
