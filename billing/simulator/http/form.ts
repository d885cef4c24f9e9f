export type FormValue = { [key: string]: FormValue } | FormValue[] | string;
type FormTree = { [key: string]: FormTree | string };

const maxDepth = 8;

/** Reads `a[b][0]=c` the way Stripe does: nested names are objects, `[]` and `[0]` are lists. */
export function parseForm(text: string): { [key: string]: FormValue } {
  const root: FormTree = blank();
  for (const [name, value] of new URLSearchParams(text)) place(root, segments(name), value);
  const entries = Object.entries(root).map(([key, value]) => [key, toValue(value)] as const);
  return Object.fromEntries(entries);
}

function segments(name: string): string[] {
  const head = name.split('[', 1)[0] ?? '';
  const rest = [...name.slice(head.length).matchAll(/\[([^\]]*)\]/g)].map((match) => match[1] ?? '');
  return [head, ...rest].slice(0, maxDepth);
}

function place(node: FormTree, [key = '', ...rest]: string[], value: string): void {
  const name = key === '' ? String(Object.keys(node).length) : key;
  if (rest.length === 0) {
    node[name] = value;
    return;
  }
  const below = node[name];
  const child = typeof below === 'object' ? below : blank();
  node[name] = child;
  place(child, rest, value);
}

function toValue(node: FormTree | string): FormValue {
  if (typeof node === 'string') return node;
  const keys = Object.keys(node);
  const isList = keys.length > 0 && keys.every((key, index) => key === String(index));
  if (isList) return Object.values(node).map(toValue);
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, toValue(value)]));
}

// Without a prototype, a parameter called `constructor` or `__proto__` is just a name.
function blank(): FormTree {
  return Object.create(null);
}
