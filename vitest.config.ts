import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const never = ['**/node_modules/**', 'dist/**', 'data/**', 'build/**'];
const rootKinds = ['test/{contract,scenarios,browser,chaos}/**'];

const cores = availableParallelism();
/**
 * How many files of a kind run beside each other, by what they start. Most tests wait for something most of the time, so
 * there is room for one more than there are cores.
 */
const atOnce = {
  parts: cores + 1,
  browsers: Math.min(2, cores),
  visits: Math.min(2, cores),
  installations: 1,
};

/** One kind of test. */
function project(
  name: string,
  { include, exclude = [], timeoutMs, starts = 'parts', env = {}, before, isPure = false }: Kind,
) {
  return {
    test: {
      name,
      include,
      exclude: [...never, ...exclude],
      environment: 'node',
      env,
      ...(before !== undefined && { globalSetup: before }),
      testTimeout: timeoutMs,
      hookTimeout: timeoutMs,
      maxWorkers: atOnce[starts],
      isolate: !isPure,
      sequence: { groupOrder: Object.keys(atOnce).indexOf(starts) },
    },
  };
}

type Kind = {
  include: string[];
  exclude?: string[];
  timeoutMs: number;
  starts?: keyof typeof atOnce;
  env?: Record<string, string>;
  /** Run before the first file of it. */
  before?: string;
  /** What it tests has no state of its own: files run one after the other in the same few processes, in a third of the time. */
  isPure?: boolean;
};

export default defineConfig({
  test: {
    pool: 'forks',
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
        isPure: true,
      }),
      project('integration', { include: ['**/*.int.test.{ts,mjs}'], exclude: rootKinds, timeoutMs: 30_000 }),
      project('contract', { include: ['test/contract/**/*.test.ts'], timeoutMs: 60_000 }),
      project('scenario', { include: ['test/scenarios/**/*.test.ts'], timeoutMs: 60_000 }),
      // The same stories on an installation of several processes: one for all, in which one happens after the other.
      project('together', {
        include: ['test/scenarios/*.test.ts'],
        timeoutMs: 120_000,
        starts: 'installations',
        env: { BEDSIDE_TEST_WAY: 'together' },
        before: 'test/scenarios/start-installation.ts',
      }),
      project('browser', { include: ['test/browser/**/*.test.ts'], timeoutMs: 120_000, starts: 'browsers' }),
      // Most of the time something is away for some seconds: that leaves room for another installation.
      project('chaos', { include: ['test/chaos/*.test.ts'], timeoutMs: 180_000, starts: 'visits' }),
      // Held to less than a second, or with browsers, which take the whole machine.
      project('chaos-quiet', {
        include: ['test/chaos/quiet/*.test.ts'],
        timeoutMs: 180_000,
        starts: 'installations',
      }),
      project('chaos-one-server', {
        include: ['test/chaos/one-server/*.test.ts'],
        timeoutMs: 180_000,
        starts: 'installations',
      }),
      project('chaos-around', {
        include: ['test/chaos/around/*.test.ts'],
        timeoutMs: 180_000,
        starts: 'installations',
      }),
    ],
  },
});
