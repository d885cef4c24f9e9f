import { describe, it } from 'vitest';
import type { Roughness } from '../kit/faults/rough-link.ts';
import { pass, until } from '../kit/until.ts';
import { checkAttendance } from './check-attendance.ts';
import { atLeast, frozenMs, useVisit, visitTimeoutMs } from './use-visit.ts';

const redisPausedMs = atLeast(8_000);
const databaseCutMs = atLeast(10_000);
const minutes = 60_000;
const rough = ['media-1', 'media-2', 'chat', 'visits'];

describe('a visit in an installation, whatever that stands on', { timeout: visitTimeoutMs }, () => {
  const { world, visit, hardlyNotice, end } = useVisit({ rough });

  it('goes on when Redis is killed and comes back with nothing', async () => {
    const { redis } = world().together;
    await hardlyNotice('Redis killed, back empty', async () => {
      await redis.kill();
      await pass(1_500);
      await redis.startAgain({ empty: true });
    });
  });

  it('goes on while Redis is paused: people are let in, write and read, and everything catches up', async () => {
    const { redis } = world().together;
    const other = await world().visit();
    const [patient, doctor] = [
      await world().call(other.patient, other.visit),
      await world().call(other.doctor, other.visit),
    ];
    const live = await other.doctor.live();
    await until(() => [patient, doctor].every(({ state }) => state.snapshot?.participants.length === 2));
    await hardlyNotice('Redis paused', async () => {
      await redis.pause();
      const until_ = performance.now() + redisPausedMs;
      await visit().untilWell();
      await live.request('visit:admit', { visitId: other.visit.id });
      await until(() => patient.hears && doctor.hears, { withinMs: 10_000 });
      await visit().untilWell();
      await until(() => performance.now() > until_, { withinMs: redisPausedMs + 5_000 });
      redis.continue();
    });
    // What waited in outboxes is told: the visit that began meanwhile ends with a receipt of its own.
    // Over a socket of its own: in the long run the token of the first one has ended.
    await (await other.doctor.live()).request('visit:end', { visitId: other.visit.id });
    await checkAttendance({ world: world(), cast: other, clients: [patient, doctor] });
  });

  it('goes on while the database is killed, then frozen; what was acknowledged is there', async ({
    skip,
  }) => {
    const { mongo } = world().together;
    if (!mongo.isOwn) skip('the database is not the test’s own');
    await hardlyNotice('database killed', async () => {
      await mongo.kill();
      await mongo.start();
    });
    await hardlyNotice('database frozen', async () => {
      await mongo.pause();
      await pass(frozenMs);
      mongo.continue();
    });
  });

  it('goes on while the database is out of reach of chat; what was written comes, in order', async () => {
    const { links } = world().together;
    await hardlyNotice("chat's database cut off", async () => {
      links.shape('chat', { isCut: true }, 'database');
      await pass(databaseCutMs);
      links.shape('chat', {}, 'database');
    });
  });

  it('goes on over lines with 200 ms and 5 % loss between the services', async () => {
    const shape = (roughness: Roughness) => {
      for (const name of rough) world().together.links.shape(name, roughness, 'sisters');
    };
    try {
      await hardlyNotice('200 ms and 5 % loss', async () => {
        shape({ delayMs: 200, lossRatio: 0.05 });
        await pass(frozenMs);
        await visit().untilWell();
      });
    } finally {
      shape({});
    }
  });

  it.each(['media-1', 'signaling-1', 'chat', 'visits'])(
    'goes on when the clock of %s jumps forth and back',
    async (name) => {
      const one = world().together.process(name);
      await hardlyNotice(`clock of ${name}`, async () => {
        await one.shiftClock(3 * minutes);
        await pass(1_500);
        await one.shiftClock(-3 * minutes);
        await pass(1_500);
        await one.shiftClock(0);
      });
    },
  );

  it('ends with a receipt and an attendance log that say what the clients saw', end);
});
