// Vitest's results as ops/test.mjs counts them: what passed, what failed, and what was skipped with the reason given
// in `skip('reason')`, which Vitest's own JSON leaves out.
import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';

export default class TallyReporter {
  onTestRunEnd(modules, unhandledErrors, reason) {
    const file = process.env.TALLY_FILE;
    if (!file) return;
    const tally = { passed: 0, failed: [], skipped: [], files: [], reason };
    for (const module of modules) count(module, tally);
    for (const error of unhandledErrors) tally.failed.push(`unhandled error: ${error.message}`);
    writeFileSync(file, JSON.stringify(tally));
  }
}

function count(module, tally) {
  const path = relative(process.cwd(), module.moduleId);
  const failedBefore = tally.failed.length;
  tally.files.push(path);
  for (const test of module.children.allTests()) {
    const { state, note } = test.result();
    const title = `${path} > ${test.fullName}`;
    if (state === 'passed') tally.passed += 1;
    else if (state === 'failed') tally.failed.push(title);
    else
      tally.skipped.push({ title, reason: note ?? (state === 'pending' ? 'it was never run' : undefined) });
  }
  // A file that could not be loaded has no tests that could have failed; nor has a failing beforeAll.
  if (!module.ok() && tally.failed.length === failedBefore) tally.failed.push(path);
}
