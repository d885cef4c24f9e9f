import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';
import { z } from 'zod';

export type MachineFacts = {
  cpu: string;
  cores: number;
  memoryGiB: number;
  kernel: string;
  node: string;
  chromium: string;
  libraries: Record<string, string>;
  /** Of the last minute, when the bench began: well above 0 means that something else was running. */
  load: number;
};

const LIBRARIES = ['mediasoup', 'mediasoup-client', 'socket.io', 'socket.io-client', 'zod'];

export function machineFacts(): MachineFacts {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    node: process.version,
    chromium: chromiumVersion(),
    libraries: Object.fromEntries(LIBRARIES.map((name) => [name, versionOf(name)])),
    load: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  };
}

function versionOf(library: string): string {
  const path = new URL(`../../../node_modules/${library}/package.json`, import.meta.url);
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(path, 'utf8'))).version;
}

function chromiumVersion(): string {
  try {
    const said = execFileSync('/usr/bin/chromium', ['--version'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return /[\d.]+/.exec(said)?.[0] ?? 'unknown';
  } catch {
    return 'none';
  }
}
