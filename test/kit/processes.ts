import { readdirSync, readFileSync } from 'node:fs';

type Running = { pid: number; parent: number; command: string };

/** The first process below this one, itself included, whose command line fits. */
export function findProcess(pid: number, isIt: (command: string) => boolean): number | undefined {
  const running = allProcesses();
  const search = (at: number): number | undefined => {
    const command = running.find((one) => one.pid === at)?.command;
    if (command !== undefined && isIt(command)) return at;
    for (const child of running.filter(({ parent }) => parent === at)) {
      const found = search(child.pid);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return search(pid);
}

// Not every kernel lists a process's children, so the parents of all are read.
function allProcesses(): Running[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name): Running[] => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return [{ pid: Number(name), parent, command }];
      } catch {
        // It ended while it was looked at.
        return [];
      }
    });
}
