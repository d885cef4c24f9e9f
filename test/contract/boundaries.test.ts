import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

const root = join(import.meta.dirname, '../..');
const require = createRequire(import.meta.url);
const Config = z.object({ forbidden: z.array(z.object({ name: z.string() })) });
const rules = Config.parse(require('../../.dependency-cruiser.cjs')).forbidden.map(({ name }) => name);
const Report = z.object({
  summary: z.object({
    totalCruised: z.number(),
    violations: z.array(z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) })),
  }),
});

// A small project in which each import breaks the rule that stands before it, and only that rule.
const planted: [rule: string, from: string, imports: string][] = [
  ['no-cycles', 'platform/a.ts', './b.ts'],
  ['no-unresolvable', 'chat/lost.ts', './nowhere.ts'],
  ['no-unresolvable', 'chat/lost-alias.ts', '#contracts/nowhere.ts'],
  ['contracts-only-zod', 'contracts/machine.ts', '#platform/ok.ts'],
  ['contracts-only-zod', 'contracts/library.ts', 'pino'],
  ['contracts-only-zod', 'contracts/node.ts', 'node:fs'],
  ['contracts-only-zod', 'contracts/service.ts', '../chat/ok.ts'],
  ['platform-no-medicine', 'platform/chatty.ts', '../chat/service.ts'],
  ['platform-no-medicine', 'platform/seen.ts', '../web/ok.ts'],
  ['no-sister-services', 'chat/sister.ts', '../visits/service.ts'],
  ['no-sister-services', 'chat/sister.test.ts', '../visits/deep/ok.ts'],
  ['service-no-outside', 'chat/seen.ts', '../web/ok.ts'],
  ['service-no-outside', 'chat/started.ts', '../compose.ts'],
  ['web-only-contracts', 'web/machine.ts', '#platform/ok.ts'],
  ['web-only-contracts', 'web/service.ts', '../chat/service.ts'],
  ['web-no-node', 'web/node.ts', 'node:fs'],
  ['only-through-service', 'compose.ts', './visits/deep/ok.ts'],
  ['only-through-service', 'test/kit/deep.ts', '../../visits/deep/ok.ts'],
  ['only-through-service', 'ops/deep.ts', '../visits/deep/ok.ts'],
  ['launcher-no-libraries', 'ops/provide/easy.mjs', 'pino'],
  ['nobody-needs-tests', 'ops/tested.ts', '../test/kit/ok.ts'],
  ['nobody-needs-tests', 'chat/tested.ts', './ok.test.ts'],
  ['no-dev-libraries-on-the-server', 'chat/dev.ts', 'fast-check'],
  ['fence-mediasoup', 'signaling/sfu.ts', 'mediasoup'],
  ['fence-mediasoup', 'signaling/sfu-types.ts', 'mediasoup/types'],
  ['fence-mediasoup-client', 'ops/client.ts', 'mediasoup-client'],
  ['fence-stripe', 'billing/charges/pay.ts', 'stripe'],
  ['fence-databases', 'chat/sql.ts', 'node:sqlite'],
  ['fence-redis', 'chat/redis.ts', 'ioredis'],
  ['fence-express', 'visits/app.ts', 'express'],
  ['fence-jsonwebtoken', 'visits/token.ts', 'jsonwebtoken'],
];

// As many imports that are right: a rule that refuses everything would pass the tests above.
const allowed: [from: string, imports: string][] = [
  ['contracts/ok.ts', 'zod'],
  ['platform/ok.ts', '#contracts/ok.ts'],
  // The other half of the cycle; it is refused once.
  ['platform/b.ts', '#platform/a.ts'],
  ['platform/http/ok.ts', 'express'],
  ['platform/store/ok.ts', 'node:sqlite'],
  ['platform/tokens/ok.ts', 'jsonwebtoken'],
  ['chat/ok.ts', '#contracts/ok.ts'],
  ['chat/ok.test.ts', '../test/kit/ok.ts'],
  ['chat/service.ts', '#platform/ok.ts'],
  ['visits/service.ts', './deep/ok.ts'],
  ['visits/deep/ok.ts', 'zod'],
  ['media/ok.ts', 'mediasoup'],
  ['billing/stripe/ok.ts', 'stripe'],
  ['web/ok.ts', '#contracts/ok.ts'],
  ['web/call.ts', 'mediasoup-client'],
  ['test/kit/ok.ts', '../../chat/service.ts'],
  ['test/kit/call-client.ts', 'mediasoup-client'],
  ['ops/ok.ts', '../chat/service.ts'],
  ['ops/lib/ok.mjs', 'node:fs'],
];

describe('the import rules', () => {
  let folder: string;
  let report: z.infer<typeof Report>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bedside-boundaries-'));
    for (const name of ['.dependency-cruiser.cjs', 'package.json', 'tsconfig.json'])
      await copyFile(join(root, name), join(folder, name));
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
    for (const [from, imports] of [...planted.map(([, ...rest]) => rest), ...allowed]) {
      await mkdir(dirname(join(folder, from)), { recursive: true });
      await writeFile(
        join(folder, from),
        `import * as it from '${imports}';\nexport const used: unknown = it;\n`,
      );
    }
    report = Report.parse(JSON.parse(await cruise(folder)));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(planted)('%s refuses %s importing %s', (rule, from) => {
    // A library may be fenced before the project has it.
    const refusals = refusalsOf(from).filter((name) => name === rule || name !== 'no-unresolvable');
    expect(refusals).toEqual([rule]);
  });

  it.each(allowed)('%s may import %s', (from) => {
    expect(refusalsOf(from)).toEqual([]);
  });

  it('are all planted here', () => {
    expect([...new Set(planted.map(([rule]) => rule))].sort()).toEqual([...rules].sort());
  });

  const refusalsOf = (file: string) => [
    ...new Set(report.summary.violations.filter(({ from }) => from === file).map(({ rule }) => rule.name)),
  ];
});

/** dependency-cruiser's report. It exits with the number of violations, which are what we are after. */
function cruise(cwd: string): Promise<string> {
  const program = join(root, 'node_modules/.bin/depcruise');
  const args = [program, '.', '--config', '.dependency-cruiser.cjs', '--output-type', 'json'];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd, maxBuffer: 64e6, timeout: 50_000 }, (error, stdout, stderr) =>
      stdout === '' ? reject(error ?? new Error(stderr)) : resolve(stdout),
    );
  });
}
