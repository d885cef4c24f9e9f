import { z } from 'zod';

/** What a bare server says when it listens. */
export const Listening = z.object({ address: z.object({ address: z.string(), port: z.int() }) });

export function urlOf({ address }: z.infer<typeof Listening>): string {
  return `http://${address.address}:${address.port}`;
}
