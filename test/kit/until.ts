type Options = { withinMs?: number; why?: string | (() => unknown) };

/** How long it is until the next look: a twentieth of the time that has passed. To look takes time from what is waited for. */
const stepAfter = (passedMs: number) => Math.min(50, Math.max(5, passedMs / 20));

/** Resolves when the condition holds, looking now and then; else fails and says what was waited for and how it stood. */
export async function until(
  condition: () => unknown,
  { withinMs = 5_000, why }: Options = {},
): Promise<void> {
  const startedAt = Date.now();
  let lastError: unknown;
  for (;;) {
    try {
      if (await condition()) return;
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    const passedMs = Date.now() - startedAt;
    if (passedMs > withinMs) break;
    await new Promise((resolve) => setTimeout(resolve, stepAfter(passedMs)));
  }
  const state = typeof why === 'function' ? JSON.stringify(why()) : (why ?? condition.toString());
  throw new Error(`Not within ${withinMs} ms: ${state}`, { cause: lastError });
}

/** Resolves when so much time has passed: for what has to last. */
export async function pass(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}
