import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Why no network can be made here, as a sentence to show; undefined when one can. */
export function whyNoNetwork(): string | undefined {
  if (process.getuid?.() !== 0) return 'The simulated link needs root, to make network namespaces.';
  if (!isThere('/dev/net/tun')) return 'The simulated link needs /dev/net/tun.';
  for (const [command, debianPackage] of [
    ['ip', 'iproute2'],
    ['python3', 'python3'],
  ] as const) {
    if (!isOnPath(command)) {
      return `The simulated link needs ${command} (Debian package ${debianPackage}).`;
    }
  }
  return undefined;
}

function isOnPath(command: string): boolean {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.some((folder) => isThere(join(folder, command)));
}

function isThere(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
