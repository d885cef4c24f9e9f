import type { EventEmitter } from 'node:events';

export type Supervision = {
  command: string;
  args: readonly string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  say: (line: string) => void;
  signals?: EventEmitter;
  onStarted?: (pid: number | undefined) => void;
  onOutput?: (text: string) => void;
};

export function supervise(supervision: Supervision): Promise<number>;
