import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { Anchor } from './verify-chain.ts';

const Line = z.strictObject({ tenantId: z.string(), seq: z.int(), hash: z.string() });

/**
 * A file beside the database to which the end of each chain is written from time to time. Copied away by whoever
 * keeps backups, it proves later that nothing before was rewritten or cut off.
 */
export function openAnchorFile(file: string) {
  return {
    async append(anchor: Anchor): Promise<void> {
      await mkdir(dirname(file), { recursive: true });
      await appendFile(file, `${JSON.stringify(anchor)}\n`, { mode: 0o600 });
    },

    async read(): Promise<Anchor[]> {
      const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return '';
        throw error;
      });
      // A crash in the middle of a line leaves a piece, which was never relied on.
      return text.split('\n').flatMap((line) => {
        const parsed = Line.safeParse(jsonOf(line));
        return parsed.success ? [parsed.data] : [];
      });
    },
  };
}
export type AnchorFile = ReturnType<typeof openAnchorFile>;

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
