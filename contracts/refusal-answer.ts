import { z } from 'zod';

/** What crosses a boundary in place of a Refusal. Apart from it, so that a browser has the one without the parser. */
export const RefusalAnswer = z.object({
  ok: z.literal(false),
  code: z.string(),
  message: z.string(),
  retryAfterMs: z.number().optional(),
});
export type RefusalAnswer = z.infer<typeof RefusalAnswer>;
