import { Refusal } from '#contracts/refusal.ts';
import { ConfigurationError } from '#platform/settings.ts';

type Command = {
  /** Gives the exit code. */
  run: () => Promise<number>;
  /** The exit code where there is nothing to work on. */
  exitForNothing?: number;
};

/** Runs an operator's command to its exit code; what a person can mend is a sentence, and 1. */
export async function runOperator({ run, exitForNothing = 1 }: Command): Promise<void> {
  try {
    process.exitCode = await run();
  } catch (error) {
    if (!(error instanceof Refusal) && !(error instanceof ConfigurationError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error instanceof Refusal && error.code === 'not_found' ? exitForNothing : 1;
  }
}
