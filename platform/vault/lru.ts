/**
 * The values used last: at most `most` of them, and the last half in any case. Two halves by age, since moving a value in one map
 * at each use costs more than what it is used for.
 */
export function createLru<V>(most: number) {
  let young = new Map<string, V>();
  let old = new Map<string, V>();

  function set(key: string, value: V): void {
    if (young.size * 2 >= most && !young.has(key)) {
      old = young;
      young = new Map();
    }
    young.set(key, value);
  }

  return {
    get(key: string): V | undefined {
      const value = young.get(key);
      if (value !== undefined) return value;
      const older = old.get(key);
      if (older !== undefined) set(key, older);
      return older;
    },
    set,
    delete(key: string): void {
      young.delete(key);
      old.delete(key);
    },
  };
}
