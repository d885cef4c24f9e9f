import type { TenantId, UserId } from '#contracts/ids.ts';
import type { Now } from '#platform/clock.ts';
import { type Document, DuplicateKey, type Store } from '#platform/store/store.ts';
import { daysOf, type Entry, overlaps } from './agenda.ts';

type Day = Document & { entries: Entry[]; expiresAt: number };
type Claim = { tenantId: TenantId; doctorId: UserId; bookingKey: string; fromAt: number; toAt: number };
type Deps = {
  store: Store;
  now: Now;
  /** Whether the visit of a booking still needs this doctor's time; `undefined` when it is not there (yet). */
  needsTime: (bookingKey: string, doctorId: UserId) => Promise<boolean | undefined>;
};
export type Agenda = Awaited<ReturnType<typeof openAgenda>>;

// A booking takes milliseconds from its claim to its visit; a claim without a visit after this time was left by a crash.
const unfinishedMs = 10 * 60_000;
const keptMs = 7 * 86_400_000;

/**
 * When doctors are booked: one document per doctor and day decides, so that of two bookings for one time only one can
 * win. What stands there without a visit that needs it is cleared by the next one who wants that time.
 */
export async function openAgenda({ store, now, needsTime }: Deps) {
  const indexes = { expiry: { fields: ['expiresAt'], expires: true } } as const;
  const days = await store.collection<Day>({ name: 'agenda_days', indexes });
  const keyOf = ({ tenantId, doctorId }: Claim, day: number) => `${tenantId}/${doctorId}/${day}`;

  async function claimDay(claim: Claim, day: number): Promise<boolean> {
    const { bookingKey, fromAt, toAt } = claim;
    const entry = { bookingKey, fromAt, toAt, claimedAt: now() };
    const _id = keyOf(claim, day);
    try {
      await days.insert({ _id, entries: [entry], expiresAt: Math.max(toAt, now()) + keptMs });
      return true;
    } catch (error) {
      if (!(error instanceof DuplicateKey)) throw error;
    }
    await clearStale(_id, claim.doctorId, entry);
    let isOurs = false;
    await days.change(_id, (current) => {
      const own = current.entries.find((one) => one.bookingKey === bookingKey);
      const isThere = own !== undefined && own.fromAt === fromAt && own.toAt === toAt;
      isOurs = isThere || (own === undefined && !current.entries.some((one) => overlaps(one, entry)));
      return isOurs && !isThere
        ? { document: { ...current, entries: [...current.entries, entry] } }
        : undefined;
    });
    return isOurs;
  }

  async function clearStale(_id: string, doctorId: UserId, wanted: Entry): Promise<void> {
    const day = await days.get(_id);
    const inTheWay = day.entries.filter((one) => overlaps(one, wanted));
    const verdicts = await Promise.all(
      inTheWay.map(async (one) => ((await isStale(one, doctorId)) ? [one.bookingKey] : [])),
    );
    const stale = new Set(verdicts.flat());
    if (stale.size === 0) return;
    await days.change(_id, (current) => ({
      document: { ...current, entries: current.entries.filter((one) => !stale.has(one.bookingKey)) },
    }));
  }

  async function isStale({ bookingKey, claimedAt }: Entry, doctorId: UserId): Promise<boolean> {
    const isNeeded = await needsTime(bookingKey, doctorId);
    return isNeeded === undefined ? now() - claimedAt > unfinishedMs : !isNeeded;
  }

  async function release(claim: Claim): Promise<void> {
    for (const day of daysOf(claim)) {
      const there = await days.findById(keyOf(claim, day));
      if (!there?.entries.some((one) => one.bookingKey === claim.bookingKey)) continue;
      await days.change(there._id, (current) => ({
        document: {
          ...current,
          entries: current.entries.filter((one) => one.bookingKey !== claim.bookingKey),
        },
      }));
    }
  }

  return {
    /** Whether the doctor's time is this booking's now. The same request may claim it again, also at the same moment. */
    async claim(claim: Claim): Promise<boolean> {
      for (const day of daysOf(claim)) {
        if (await claimDay(claim, day)) continue;
        await release(claim);
        return false;
      }
      return true;
    },
  };
}
