import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqliteStore } from '#platform/store/sqlite/open-sqlite-store.ts';
import { Refusal } from '#contracts/refusal.ts';
import { anyId, context, minuteMs, refusalOf, startVisits, type VisitsWorld } from '../visits.kit.ts';
import { openAgenda } from './agenda-store.ts';
import { overlaps } from './agenda.ts';

const dayMs = 86_400_000;

describe('booking a visit', () => {
  let world: VisitsWorld;
  beforeEach(async () => {
    world = await startVisits();
  });
  afterEach(() => world.stop());

  const request = (more: object = {}) => ({
    params: undefined,
    query: undefined,
    body: {
      clinicId: world.clinicId,
      patientId: world.people.patient,
      doctorId: world.people.doctor,
      visitType: 'consultation',
      startsAt: world.clock.now + dayMs,
      reason: 'Cough',
      ...more,
    },
  });
  const book = (more: object = {}, key?: string, who: 'patient' | 'nurse' | 'otherPatient' = 'patient') =>
    world.routes.bookVisit(
      world.actor(who),
      request(more),
      context(key === undefined ? {} : { idempotencyKey: key }),
    );

  it('keeps names, the price and the moment it opens', async () => {
    const visit = await book();
    expect(visit).toMatchObject({
      status: 'booked',
      patient: { name: 'The patient' },
      doctor: { name: 'The doctor' },
      visitTypeName: 'Consultation',
      durationMinutes: 15,
      opensAt: visit.startsAt - 15 * minuteMs,
      estimatedPrice: { minorUnits: 2500, currency: 'EUR' },
    });
    expect(world.notices.at(-1)).toMatchObject({
      notice: 'visit:changed',
      data: { visit: { id: visit.id } },
    });
  });

  it('answers the same request with the same visit, also twice at once', async () => {
    const [one, two] = await Promise.all([book({}, 'key-12345'), book({}, 'key-12345')]);
    expect(two.id).toBe(one.id);
    expect((await book({}, 'key-12345')).id).toBe(one.id);
    expect(await refusalOf(book({}, 'key-67890'))).toBe('doctor_not_free');
  });

  it('gives one time of a doctor to one of many at once', async () => {
    const asked = Array.from({ length: 12 }, (_, n) =>
      refusalOf(book({ startsAt: world.clock.now + dayMs + (n % 4) * 4 * minuteMs }, undefined, 'nurse')),
    );
    const codes = await Promise.all(asked);
    expect(codes.filter((code) => code === 'none')).toHaveLength(1);
    expect(codes.filter((code) => code === 'doctor_not_free')).toHaveLength(11);
    expect(await refusalOf(book({ startsAt: world.clock.now + dayMs + 27 * minuteMs }))).toBe('none');
  });

  it('holds over midnight', async () => {
    const midnight = Math.ceil(world.clock.now / dayMs) * dayMs;
    await book({ startsAt: midnight - 5 * minuteMs });
    expect(await refusalOf(book({ startsAt: midnight + 5 * minuteMs }))).toBe('doctor_not_free');
    expect(await refusalOf(book({ startsAt: midnight - 15 * minuteMs }))).toBe('doctor_not_free');
    expect(await refusalOf(book({ startsAt: midnight + 10 * minuteMs }))).toBe('none');
  });

  it('frees the time of a visit that was called off', async () => {
    const visit = await book();
    const call = { params: { visitId: visit.id }, query: undefined, body: { reason: 'Feeling better' } };
    const cancelled = await world.routes.cancelVisit(world.actor('patient'), call, context());
    expect(cancelled).toMatchObject({ status: 'cancelled', cancelReason: 'Feeling better' });
    expect(await world.routes.cancelVisit(world.actor('patient'), call, context())).toEqual(cancelled);
    expect(await refusalOf(book())).toBe('none');
  });

  it('refuses what makes no sense', async () => {
    expect(await refusalOf(book({ startsAt: world.clock.now - 6 * minuteMs }))).toBe('starts_in_the_past');
    expect(await refusalOf(book({ visitType: 'surgery' }))).toBe('visit_type_unknown');
    expect(await refusalOf(book({ doctorId: world.people.nurse }))).toBe('person_unknown');
    expect(await refusalOf(book({ patientId: world.people.doctor }, undefined, 'nurse'))).toBe(
      'person_unknown',
    );
    expect(await refusalOf(book({ clinicId: anyId() }))).toBe('person_unknown');
    expect(await refusalOf(book({}, undefined, 'otherPatient'))).toBe('not_permitted');
    expect(await refusalOf(book({ clinicId: anyId() }, undefined, 'nurse'))).toBe('not_permitted');
  });

  it('goes on without a price when billing is away', async () => {
    world.deps.billing['price:estimate'] = async () => {
      throw new Refusal('unavailable', 'Billing is away.');
    };
    expect((await book()).estimatedPrice).toBeUndefined();
    world.deps.billing['price:estimate'] = () => new Promise(() => undefined);
    const visit = await book({ startsAt: world.clock.now + 2 * dayMs });
    expect(visit.estimatedPrice).toBeUndefined();
  });

  it('makes a visit for set-up once, at whatever time', async () => {
    const ensured = { clientKey: anyId(), startsAt: world.clock.now - 60 * minuteMs };
    const visitId = await world.book(ensured);
    expect(await world.book(ensured)).toBe(visitId);
    expect(await world.book({ startsAt: ensured.startsAt })).not.toBe(visitId);
    expect(await refusalOf(world.book({ visitType: 'surgery' }))).toBe('visit_type_unknown');
    expect(await refusalOf(world.book({ doctorId: world.people.nurse }))).toBe('person_unknown');
  });
});

describe('the agenda', () => {
  it('frees a time whose booking never came to its visit, after a while', async () => {
    let time = 0;
    const store = await openSqliteStore({ file: ':memory:', now: () => time });
    const agenda = await openAgenda({ store, now: () => time, needsTime: async () => undefined });
    const { tenantId, doctorId } = await owners;
    const claim = (bookingKey: string) =>
      agenda.claim({ tenantId, doctorId, bookingKey, fromAt: dayMs, toAt: dayMs + 900_000 });
    expect(await claim('crashed')).toBe(true);
    expect(await claim('crashed')).toBe(true);
    time = 10 * minuteMs;
    expect(await claim('other')).toBe(false);
    time += 1;
    expect(await claim('other')).toBe(true);
    expect(await claim('crashed')).toBe(false);
    await store.close();
  });

  it('never gives one time to two visits, whoever asks when, and forgets visits that need none', async () => {
    const claims = fc.array(fc.tuple(fc.nat(3 * 288), fc.integer({ min: 1, max: 30 }), fc.boolean()), {
      minLength: 1,
      maxLength: 25,
    });
    await fc.assert(
      fc.asyncProperty(claims, async (wanted) => {
        const store = await openSqliteStore({ file: ':memory:', now: () => 0 });
        const needed = new Map<string, boolean>();
        const agenda = await openAgenda({
          store,
          now: () => 0,
          needsTime: async (key) => needed.get(key),
        });
        const { tenantId, doctorId } = await owners;
        const asked = wanted.map(async ([from, length, isNeeded]) => {
          const claim = {
            tenantId,
            doctorId,
            bookingKey: anyId() as string,
            fromAt: from * 300_000,
            toAt: (from + length) * 300_000,
          };
          if (!(await agenda.claim(claim))) return [];
          needed.set(claim.bookingKey, isNeeded);
          return isNeeded ? [claim] : [];
        });
        const kept = (await Promise.all(asked)).flat();
        for (const one of kept)
          for (const other of kept) if (one !== other) expect(overlaps(one, other)).toBe(false);
        await store.close();
      }),
      { numRuns: 30 },
    );
  });
});

const owners = startVisits().then(async (world) => {
  await world.stop();
  return { tenantId: world.tenantId, doctorId: world.people.doctor };
});
