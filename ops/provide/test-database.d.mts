type TestDatabase = { url: string } | { command: readonly [string, ...string[]] };

export function provideTestDatabase(options?: {
  env?: Record<string, string | undefined>;
}): Promise<TestDatabase | undefined>;
