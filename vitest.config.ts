import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const never = ['**/node_modules/**', 'dist/**', 'data/**', 'build/**'];
const rootKinds = ['test/{contract,scenarios,browser,chaos}/**'];

/** One kind of test. `isAlone` runs its files one after the other: they need the whole machine. */
function project(name: string, { include, exclude = [], timeoutMs, isAlone = false, env = {} }: Kind) {
  return {
    test: {
      name,
      include,
      exclude: [...never, ...exclude],
      environment: 'node',
      env,
      testTimeout: timeoutMs,
      hookTimeout: timeoutMs,
      fileParallelism: !isAlone,
      sequence: { groupOrder: isAlone ? 1 : 0 },
    },
  };
}

type Kind = {
  include: string[];
  exclude?: string[];
  timeoutMs: number;
  isAlone?: boolean;
  env?: Record<string, string>;
};

export default defineConfig({
  test: {
    pool: 'forks',
    // Most tests wait for something most of the time, so there is room for one more than there are cores.
    maxWorkers: availableParallelism() + 1,
    // A test that was left focused would hide the others.
    allowOnly: false,
    passWithNoTests: true,
    // What a test prints is shown only if it fails.
    silent: 'passed-only',
    projects: [
      project('unit', {
        include: ['**/*.test.{ts,tsx,mjs}'],
        exclude: ['**/*.int.test.{ts,mjs}', ...rootKinds],
        timeoutMs: 10_000,
      }),
      project('integration', { include: ['**/*.int.test.{ts,mjs}'], exclude: rootKinds, timeoutMs: 30_000 }),
      project('contract', { include: ['test/contract/**/*.test.ts'], timeoutMs: 60_000 }),
      project('scenario', { include: ['test/scenarios/**/*.test.ts'], timeoutMs: 60_000 }),
      // The same stories on an installation of several processes.
      project('together', {
        include: ['test/scenarios/*.test.ts'],
        timeoutMs: 120_000,
        isAlone: true,
        env: { BEDSIDE_TEST_WAY: 'together' },
      }),
      project('browser', { include: ['test/browser/**/*.test.ts'], timeoutMs: 120_000, isAlone: true }),
      project('chaos', { include: ['test/chaos/**/*.test.ts'], timeoutMs: 180_000, isAlone: true }),
    ],
  },
});
