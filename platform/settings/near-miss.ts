/** The known name that was most likely meant, if one is near: at most a quarter of the letters apart. */
export function nearMiss(written: string, known: readonly string[]): string | undefined {
  const candidates = known
    .map((name) => ({ name, distance: distanceBetween(written.toUpperCase(), name.toUpperCase()) }))
    .filter(({ name, distance }) => distance <= Math.max(2, Math.floor(name.length / 4)));
  return candidates.toSorted((a, b) => a.distance - b.distance)[0]?.name;
}

/** Letters changed, added, left out or swapped with their neighbour (optimal string alignment). */
export function distanceBetween(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const isSame = a[row - 1] === b[column - 1];
      const changed = at(last, column - 1) + (isSame ? 0 : 1);
      const isSwap = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const swapped = isSwap ? at(beforeLast, column - 2) + 1 : Number.POSITIVE_INFINITY;
      current.push(Math.min(changed, at(last, column) + 1, at(current, column - 1) + 1, swapped));
    }
    [beforeLast, last] = [last, current];
  }
  return at(last, b.length);
}

const at = (row: readonly number[], column: number): number => row[column] ?? Number.POSITIVE_INFINITY;
