const safeName = /^[A-Za-z_][A-Za-z0-9_]{0,62}$/;

/** What may name a collection, an index or one of its fields, on every store. */
export function demandName(name: string): string {
  if (!safeName.test(name)) throw new TypeError(`"${name}" cannot name a collection, an index or a field.`);
  return name;
}
