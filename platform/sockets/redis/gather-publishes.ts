import type { Redis } from '#platform/redis/redis.ts';

type Published = { channel: string; message: string | Buffer };

/**
 * Publishes what one turn has to tell in one piece and in its order: a write to Redis costs more than what it carries. Each
 * promise is that of the whole piece.
 */
export function createGatherPublishes(redis: Pick<Redis, 'pipeline'>) {
  let gathered: Published[] = [];
  let sending: Promise<void> | undefined;

  async function send(): Promise<void> {
    // Runs when the promises of this turn have, so that all of it is there.
    await new Promise<void>((resolve) => process.nextTick(resolve));
    const piece = gathered;
    gathered = [];
    sending = undefined;
    await redis.pipeline((pipeline) => {
      for (const { channel, message } of piece) pipeline.spublish(channel, message);
    });
  }

  return function publish(channel: string, message: string | Buffer): Promise<void> {
    gathered.push({ channel, message });
    return (sending ??= send());
  };
}
