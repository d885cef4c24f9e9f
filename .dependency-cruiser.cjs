// Who may import whom: the import rules and fences of docs/architecture.md. test/contract/boundaries.test.ts plants a
// forbidden import for every rule here and expects a refusal.
const SERVICES = 'identity|visits|signaling|media|chat|notifications|billing|records|audit';
const TESTS = '\\.(test|suite)\\.(tsx?|mjs)$';
const BARE = '^test/bench/bare/';

/** A library that only some places may use. A fence holds for tests too, unless `allowed` names them. */
const fence = (name, libraries, allowed) => ({
  name: `fence-${name}`,
  comment: `${name} is used only in ${allowed.join(', ')}.`,
  severity: 'error',
  from: { pathNot: [...allowed, BARE] },
  to: { path: libraries.map((library) => `(^|node_modules/)(node:)?(@types/)?${library}(/|$)`) },
});

const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    forbid('no-cycles', 'Files that need each other are one file, or have a third.', {}, { circular: true }),
    forbid('no-unresolvable', 'An import leads nowhere.', {}, { couldNotResolve: true }),
    forbid(
      'contracts-only-zod',
      'Contracts run in Node and browsers: they import zod and each other, nothing else.',
      { path: '^contracts/', pathNot: TESTS },
      { pathNot: ['^contracts/', '(^|node_modules/)zod(/|$)'] },
    ),
    forbid(
      'platform-no-medicine',
      'Machinery knows contracts and libraries, no service.',
      { path: '^platform/', pathNot: TESTS },
      { path: `^(${SERVICES}|web|ops|test)/|^(bedside|compose)\\.ts$` },
    ),
    forbid(
      'no-sister-services',
      'A service speaks to its sisters through contracts: RPC and events.',
      { path: `^(${SERVICES})/` },
      { path: `^(${SERVICES})/`, pathNot: '^$1/' },
    ),
    forbid(
      'service-no-outside',
      'A service imports contracts, platform and itself.',
      { path: `^(${SERVICES})/`, pathNot: TESTS },
      { path: '^(web|ops|test)/|^(bedside|compose)\\.ts$' },
    ),
    forbid(
      'web-only-contracts',
      'The browser apps know the contracts, not the server.',
      { path: '^web/', pathNot: [TESTS, '^web/vite\\.config\\.ts$'] },
      { path: `^(platform|${SERVICES}|ops|test)/|^(bedside|compose)\\.ts$` },
    ),
    forbid(
      'web-no-node',
      "A browser has none of Node's modules.",
      { path: '^web/', pathNot: [TESTS, '^web/vite\\.config\\.ts$'] },
      { dependencyTypes: ['core'] },
    ),
    forbid(
      'only-through-service',
      "compose.ts, test and ops enter a service through its service.ts. (Stripe's simulator is a server of its own.)",
      { path: '^(test|ops)/|^(bedside|compose)\\.ts$' },
      {
        path: `^(${SERVICES})/`,
        pathNot: [`^(${SERVICES})/service\\.ts$`, '^billing/simulator/[^/]+\\.ts$'],
      },
    ),
    forbid(
      'launcher-no-libraries',
      'The launcher runs before anything is installed.',
      { path: '^ops/.*\\.mjs$', pathNot: [TESTS, '^ops/testing/vitest-reporter\\.mjs$'] },
      { dependencyTypesNot: ['core', 'local'] },
    ),
    forbid(
      'nobody-needs-tests',
      'Tests are imported by tests only.',
      { pathNot: [TESTS, '^test/'] },
      { path: [TESTS, '^test/'] },
    ),
    forbid(
      'no-dev-libraries-on-the-server',
      'What runs in production is in "dependencies" of package.json.',
      { path: `^(contracts|platform|${SERVICES})/|^(bedside|compose)\\.ts$`, pathNot: TESTS },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: 'node_modules/@types/' },
    ),
    fence('mediasoup', ['mediasoup'], ['^media/']),
    fence('mediasoup-client', ['mediasoup-client'], ['^web/', '^test/']),
    fence('stripe', ['stripe'], ['^billing/stripe/', '^billing/simulator/.*\\.test\\.ts$']),
    fence('databases', ['mongodb', 'sqlite'], ['^platform/store/']),
    fence('redis', ['ioredis'], ['^platform/']),
    fence('express', ['express'], ['^platform/http/', '^billing/stripe/webhook']),
    fence('jsonwebtoken', ['jsonwebtoken'], ['^platform/tokens/', '^identity/']),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|data|build|coverage|\\.cache|ops/mediasoup-worker)/' },
    // Imports of types count too.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      conditionNames: ['import', 'node', 'default', 'types'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.cjs', '.json'],
    },
  },
};
