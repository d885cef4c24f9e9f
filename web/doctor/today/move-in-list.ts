/** Where an arrow, Home or End leads from a row; `undefined` for any other key. Nothing chosen: the first or last row. */
export function moveInList<Id>(rows: readonly Id[], chosen: Id | undefined, key: string): Id | undefined {
  const at = chosen === undefined ? -1 : rows.indexOf(chosen);
  switch (key) {
    case 'ArrowDown':
      return rows[Math.min(at + 1, rows.length - 1)];
    case 'ArrowUp':
      return at === -1 ? rows.at(-1) : rows[Math.max(at - 1, 0)];
    case 'Home':
      return rows[0];
    case 'End':
      return rows.at(-1);
    default:
      return undefined;
  }
}
