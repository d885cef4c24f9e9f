import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FormValue, parseForm } from './form.ts';

describe('parseForm', () => {
  it('reads names within names, lists by number and by empty brackets', () => {
    expect(parseForm('a=1&b[c]=2&b[d][0]=3&b[d][1]=4&e[]=5&e[]=6')).toEqual({
      a: '1',
      b: { c: '2', d: ['3', '4'] },
      e: ['5', '6'],
    });
  });

  it('decodes names and values, with brackets as they are or escaped', () => {
    expect(parseForm('metadata%5Ba%20b%5D=%C3%BC+%26')).toEqual({ metadata: { 'a b': 'ü &' } });
  });

  it('takes names of JavaScript for names', () => {
    const read = parseForm('metadata[__proto__]=x&metadata[constructor]=y');
    expect(Object.entries(read['metadata'] ?? {})).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
    expect('x' in {}).toBe(false);
  });

  it('reads back whatever was written', () => {
    const name = fc.stringMatching(/^[a-z_]{1,8}$/);
    const { tree } = fc.letrec<{ tree: FormValue; value: FormValue }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 2 },
        fc.string(),
        tie('tree'),
        fc.array(fc.string(), { minLength: 1, maxLength: 4 }),
      ),
      tree: fc.dictionary(name, tie('value'), { minKeys: 1, maxKeys: 4 }),
    }));
    fc.assert(
      fc.property(tree, (written) => {
        const pairs = flatten('', written).map((pair) => pair.map(encodeURIComponent).join('='));
        expect(parseForm(pairs.join('&'))).toEqual(JSON.parse(JSON.stringify(written)));
      }),
    );
  });
});

function flatten(prefix: string, value: FormValue): [string, string][] {
  if (typeof value === 'string') return [[prefix, value]];
  return Object.entries(value).flatMap(([key, below]) => flatten(prefix ? `${prefix}[${key}]` : key, below));
}
