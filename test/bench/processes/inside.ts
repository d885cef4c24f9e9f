import { z } from 'zod';

/**
 * Preloaded into every measured server (`--import`), so that the bare one and ours are read in the same way and neither
 * carries code for it: answers the bench's questions over the process's own channel.
 */
const answers = {
  cpu: () => {
    const { user, system } = process.cpuUsage();
    return { microseconds: user + system };
  },
  memory: () => {
    // Twice: what the first pass finalizes, the second frees.
    globalThis.gc?.();
    globalThis.gc?.();
    const { rss, heapUsed, external } = process.memoryUsage();
    return { rss, heapUsed, external };
  },
};

const Question = z.object({ question: z.enum(['cpu', 'memory']) });

process.on('message', (message) => {
  const asked = Question.safeParse(message);
  if (asked.success) process.send?.({ answer: answers[asked.data.question]() });
});
// A server must end when its own work does, measured or not.
process.channel?.unref();
// A bench that was killed leaves no server behind.
process.on('disconnect', () => process.exit(1));
