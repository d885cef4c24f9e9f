type Options = { withinMs?: number; why?: string | (() => unknown) };

/** Resolves when the condition holds, looking every few milliseconds; else fails and says what was waited for and how it stood. */
export async function until(
  condition: () => unknown,
  { withinMs = 5_000, why }: Options = {},
): Promise<void> {
  const end = Date.now() + withinMs;
  let lastError: unknown;
  for (;;) {
    try {
      if (await condition()) return;
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    if (Date.now() > end) break;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const state = typeof why === 'function' ? JSON.stringify(why()) : (why ?? condition.toString());
  throw new Error(`Not within ${withinMs} ms: ${state}`, { cause: lastError });
}

/** Resolves when so much time has passed: for what has to last. */
export async function pass(ms: number): Promise<void> {
  const endsAt = performance.now() + ms;
  await until(() => performance.now() > endsAt, { withinMs: ms + 5_000 });
}
