import { z } from 'zod';

/** What a bare server says when it listens. */
export const Listening = z.object({ address: z.object({ address: z.string(), port: z.int() }) });

/** The same with what each of its sockets shows to be let in. */
export const ListeningDoor = Listening.extend({ auths: z.array(z.unknown()) });

export function urlOf({ address }: z.infer<typeof Listening>): string {
  return `http://${address.address}:${address.port}`;
}
