// What the set-up tells the person at the terminal. Nothing is printed for a step that has nothing to do.
const isTerminal = process.stdout.isTTY === true;

/** Says one thing, on a line of its own. */
export function say(sentence) {
  console.log(sentence);
}

/**
 * A percentage that grows in place on a terminal and by tenths in a log.
 * `report(done, total)` may be called as often as one likes; `end()` closes the line.
 */
export function progress(title, out = process.stdout) {
  let shown = -1;
  function report(done, total) {
    const percent = Math.min(100, Math.floor((100 * done) / Math.max(total, 1)));
    const step = isTerminal ? percent : percent - (percent % 10);
    if (step <= shown) return;
    shown = step;
    out.write(isTerminal ? `\r  ${title}: ${step} %` : `  ${title}: ${step} %\n`);
  }
  return { report, end: () => isTerminal && shown >= 0 && out.write('\n') };
}

/** Set-up cannot go on, and the person can do something about it. Ends the program without a stack trace. */
export class SetupStop extends Error {}
