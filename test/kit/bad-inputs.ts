type Bad = { why: string; input: unknown };

/** What a careless or hostile client could send instead of a well-formed sample. Every one must be refused. */
export function badInputsOf(sample: unknown): Bad[] {
  const others: Bad[] = [undefined, null, 'text', 7, [], true].map((input) => ({
    why: `${JSON.stringify(input) ?? 'nothing'} instead of an object`,
    input,
  }));
  if (typeof sample !== 'object' || sample === null) return others;
  const fields = Object.entries(sample);
  const withField = (name: string, value: unknown) => ({ ...sample, [name]: value });
  return [
    ...others,
    { why: 'a field that is not in the contract', input: withField('isAdmin', true) },
    ...fields.flatMap(([name, value]) => [
      {
        why: `${name} of another type`,
        input: withField(name, typeof value === 'object' ? 'text' : { $gt: '' }),
      },
      { why: `${name} is null`, input: withField(name, null) },
      ...(typeof value === 'string'
        ? [{ why: `${name} too long`, input: withField(name, 'x'.repeat(50_000)) }]
        : []),
    ]),
  ];
}

/** The sample without one required field each. Which are required, the contract's own parser decides. */
export function withoutEachField(sample: unknown): Bad[] {
  if (typeof sample !== 'object' || sample === null) return [];
  return Object.keys(sample).map((name) => ({
    why: `without ${name}`,
    input: Object.fromEntries(Object.entries(sample).filter(([other]) => other !== name)),
  }));
}
