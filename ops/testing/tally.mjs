// Adds up what the stages found, and says so in one last plain line.

/** Collects results; `print` writes the report and returns the exit code. */
export function createTally(say) {
  const results = [];
  function add(result) {
    results.push(result);
    const { title, ms, passed, failed, skipped, isEmpty, output } = result;
    if (isEmpty) return say(`  -  ${title}: there are none`);
    const counts = [
      `${passed} passed`,
      failed.length && `${failed.length} FAILED`,
      skipped.length && `${skipped.length} skipped`,
    ];
    say(
      `  ${failed.length ? '✗' : '✓'}  ${title}: ${counts.filter(Boolean).join(', ')} (${(ms / 1000).toFixed(1)} s)`,
    );
    if (failed.length > 0 && output.trim() !== '') say(`\n${output.trim()}\n`);
  }
  function print() {
    const failed = results.flatMap((result) => result.failed.map((name) => `${result.title}: ${name}`));
    const skipped = results.flatMap((result) =>
      result.skipped.map(({ title, reason }) => `${title}: ${reason ?? 'no reason given'}`),
    );
    const passed = results.reduce((sum, result) => sum + result.passed, 0);
    list('Skipped:', skipped, say);
    list('Failed:', failed, say);
    if (passed + failed.length === 0) failed.push('nothing was run');
    say(`\n${passed} passed, ${failed.length} failed, ${skipped.length} skipped`);
    return failed.length === 0 ? 0 : 1;
  }
  return { add, print };
}

function list(title, lines, say) {
  if (lines.length > 0) say(['', title, ...lines.map((line) => `  ${line}`)].join('\n'));
}
