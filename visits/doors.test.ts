import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UserActor } from '#contracts/actor.ts';
import { ClinicId, TenantId, type VisitId } from '#contracts/ids.ts';
import { newUuid } from '#platform/clock.ts';
import { until } from '../test/kit/until.ts';
import { anyId, context, refusalOf, startVisits, type VisitsWorld } from './visits.kit.ts';

type Ask = (world: VisitsWorld, actor: UserActor, visitId: VisitId) => Promise<unknown>;
const none = { query: undefined, body: undefined };
const socket = (actor: UserActor) => ({ actor, connectionId: 'c' });

/** Every request about one visit, and the roles of its own clinic that may ask it. */
const requests: Record<string, { ask: Ask; may: string[] }> = {
  readVisit: {
    ask: ({ routes }, actor, visitId) => routes.readVisit(actor, { params: { visitId }, ...none }, context()),
    may: ['patient', 'guest', 'doctor', 'otherDoctor', 'nurse', 'admin'],
  },
  issueTicket: {
    ask: ({ routes }, actor, visitId) =>
      routes.issueTicket(actor, { params: { visitId }, ...none }, context()),
    may: ['patient', 'guest', 'doctor', 'otherDoctor', 'nurse'],
  },
  readNote: {
    ask: ({ routes }, actor, visitId) => routes.readNote(actor, { params: { visitId }, ...none }, context()),
    may: ['patient', 'guest', 'doctor', 'otherDoctor', 'nurse'],
  },
  writeNote: {
    ask: ({ routes }, actor, visitId) =>
      routes.writeNote(
        actor,
        { params: { visitId }, query: undefined, body: { text: 'x', status: 'draft' } },
        context({ ifVersion: 0 }),
      ),
    may: ['doctor'],
  },
  rateVisit: {
    ask: ({ routes }, actor, visitId) =>
      routes.rateVisit(actor, { params: { visitId }, query: undefined, body: { rating: 5 } }, context()),
    may: ['patient', 'guest'],
  },
  cancelVisit: {
    ask: ({ routes }, actor, visitId) =>
      routes.cancelVisit(actor, { params: { visitId }, query: undefined, body: { reason: '' } }, context()),
    may: ['patient', 'doctor', 'otherDoctor', 'nurse', 'admin'],
  },
  'visit:watch': {
    ask: ({ sockets }, actor, visitId) => sockets['visit:watch'](socket(actor), { visitId }),
    may: ['patient', 'guest', 'doctor', 'otherDoctor', 'nurse'],
  },
  'may hear visit:watch': {
    ask: ({ service }, actor, visitId) =>
      service.sockets?.[0]?.mayHear['visit:watch']?.(socket(actor), { visitId } as never) ??
      Promise.resolve(),
    may: ['patient', 'guest', 'doctor', 'otherDoctor', 'nurse'],
  },
  'visit:check-devices': {
    ask: ({ sockets }, actor, visitId) =>
      sockets['visit:check-devices'](socket(actor), {
        visitId,
        devices: { camera: 'ready', microphone: 'missing' },
      }),
    may: ['patient', 'guest'],
  },
  'visit:admit': {
    ask: ({ sockets }, actor, visitId) => sockets['visit:admit'](socket(actor), { visitId }),
    may: ['doctor', 'otherDoctor', 'nurse'],
  },
  'visit:send-back': {
    ask: ({ sockets }, actor, visitId) => sockets['visit:send-back'](socket(actor), { visitId }),
    may: ['doctor', 'otherDoctor', 'nurse'],
  },
  'visit:hand-over': {
    ask: (world, actor, visitId) => {
      const doctorId = world.people.otherDoctor;
      return world.sockets['visit:hand-over'](socket(actor), { visitId, doctorId });
    },
    may: ['doctor', 'otherDoctor', 'nurse'],
  },
  'visit:end': {
    ask: ({ sockets }, actor, visitId) => sockets['visit:end'](socket(actor), { visitId }),
    may: ['doctor', 'otherDoctor', 'nurse'],
  },
};

describe('the doors of visits', () => {
  let world: VisitsWorld;
  beforeAll(async () => {
    world = await startVisits();
  });
  afterAll(() => world.stop());

  const guestOf = (visitId: VisitId) => world.actor('patient', { role: 'guest', visitId });
  const askers = (visitId: VisitId): Record<string, UserActor> => ({
    patient: world.actor('patient'),
    guest: guestOf(visitId),
    doctor: world.actor('doctor'),
    otherDoctor: world.actor('otherDoctor'),
    nurse: world.actor('nurse'),
    admin: world.actor('admin'),
  });

  for (const [name, { ask, may }] of Object.entries(requests)) {
    it(`${name} is for those of the visit's own clinic who may, and for nobody else`, async () => {
      const visitId = await world.book();
      for (const [who, actor] of Object.entries(askers(visitId))) {
        const code = await refusalOf(ask(world, actor, visitId));
        if (may.includes(who)) expect([who, code]).not.toEqual([who, 'not_permitted']);
        else expect([who, code]).toEqual([who, 'not_permitted']);
      }
    });

    it(`${name} refuses strangers, whatever their role`, async () => {
      const visitId = await world.book();
      const elsewhere = { clinicIds: [ClinicId.parse(newUuid())] };
      const strangers = [
        world.actor('otherPatient'),
        guestOf(anyId()),
        world.actor('otherPatient', { role: 'guest', visitId }),
        world.actor('doctor', elsewhere),
        world.actor('nurse', elsewhere),
        world.actor('admin', elsewhere),
      ];
      for (const stranger of strangers)
        expect(await refusalOf(ask(world, stranger, visitId))).toBe('not_permitted');
      expect((await world.read(visitId)).visit.status).toBe('booked');
    });

    it(`${name} knows no visit of another tenant, and none that is not there`, async () => {
      const visitId = await world.book();
      for (const actor of Object.values(askers(visitId))) {
        const foreign = { ...actor, tenantId: TenantId.parse(newUuid()) };
        expect(await refusalOf(ask(world, foreign, visitId))).toBe('not_found');
        expect(await refusalOf(ask(world, { ...actor, visitId: anyId() }, anyId()))).toBe('not_found');
      }
    });
  }

  it('leave an audit fact of what was refused and of what staff read, none of what a patient reads', async () => {
    const visitId = await world.book();
    const facts = () =>
      world.published
        .filter(
          (event) => event.type === 'access.patient_data_accessed' && event.data['subjectId'] === visitId,
        )
        .map(({ actor, data }) => [actor.kind === 'user' && actor.role, data['action'], data['outcome']]);
    await world.read(visitId, 'patient');
    await world.read(visitId, 'nurse');
    await refusalOf(requests['visit:end']!.ask(world, world.actor('otherPatient'), visitId));
    await until(() => facts().length >= 2, { why: facts });
    expect(facts()).toEqual([
      ['nurse', 'visit:read', 'allowed'],
      ['patient', 'visit:end', 'refused'],
    ]);
  });
});

describe('what sister services ask', () => {
  it('is answered within the tenant, and parsed', async () => {
    const world = await startVisits();
    const visitId = await world.book();
    const { tenantId, people, clinicId } = world;
    const facts = {
      visitId,
      clinicId,
      patientId: people.patient,
      doctorId: people.doctor,
      visitType: 'consultation',
    };
    expect(await world.rpc('visit:facts', { tenantId, visitId })).toEqual({
      ...facts,
      patientName: 'The patient',
      isOpen: true,
      isPatientAdmitted: false,
    });
    expect(await refusalOf(world.rpc('visit:facts', { tenantId: newUuid(), visitId }))).toBe('not_found');
    expect(await refusalOf(world.rpc('visit:facts', { tenantId, visitId: 'x' }))).toBe('invalid_input');
    expect(await refusalOf(world.rpc('visit:ensure', { tenantId, clientKey: newUuid() }))).toBe(
      'invalid_input',
    );
    await world.sockets['visit:admit'](world.caller('doctor'), { visitId });
    expect(await world.rpc('visit:facts', { tenantId, visitId })).toMatchObject({ isPatientAdmitted: true });
    await world.sockets['visit:end'](world.caller('doctor'), { visitId });
    expect(await world.rpc('visit:facts', { tenantId, visitId })).toMatchObject({
      isOpen: false,
      isPatientAdmitted: false,
    });
    await world.stop();
  });
});

describe('lists of visits', () => {
  let world: VisitsWorld;
  let [own, others, elsewhere]: VisitId[] = [];
  const otherClinic = ClinicId.parse(newUuid());
  const list = async (actor: UserActor, query: object = {}) => {
    const { visits } = await world.routes.listVisits(
      actor,
      { params: undefined, query, body: undefined },
      context(),
    );
    return visits.map(({ id }) => id);
  };
  beforeAll(async () => {
    world = await startVisits();
    own = await world.book();
    others = await world.book({
      patientId: world.people.otherPatient,
      doctorId: world.people.otherDoctor,
      startsAt: world.clock.now,
    });
    const people = world.deps.identity['people:list'];
    world.deps.identity['people:list'] = async (input) => {
      const answer = await people(input);
      return { people: answer.people.map((one) => ({ ...one, clinicIds: [...one.clinicIds, otherClinic] })) };
    };
    elsewhere = await world.book({ clinicId: otherClinic, startsAt: world.clock.now + 60_000 });
  });
  afterAll(() => world.stop());

  it('hold what is the caller’s, latest first', async () => {
    expect(await list(world.actor('patient'))).toEqual([own, elsewhere]);
    expect(await list(world.actor('doctor'))).toEqual([own]);
    expect(await list(world.actor('nurse'))).toEqual([own, others]);
    expect(await list(world.actor('admin'), { clinicId: world.clinicId })).toEqual([own, others]);
    expect(await list(world.actor('patient', { role: 'guest', visitId: own! }))).toEqual([own]);
    expect(await list(world.actor('patient', { role: 'guest', visitId: others! }))).toEqual([]);
  });

  it('hold a patient’s visits in the clinics of whoever asks', async () => {
    expect(await list(world.actor('nurse'), { patientId: world.people.patient })).toEqual([own]);
    const both = world.actor('doctor', { clinicIds: [world.clinicId, otherClinic] });
    expect(await list(both, { patientId: world.people.patient })).toEqual([own, elsewhere]);
    expect(await list(world.actor('otherPatient'), { patientId: world.people.patient })).toEqual([]);
  });

  it('refuse clinics that are not the caller’s', async () => {
    expect(await refusalOf(list(world.actor('nurse'), { clinicId: otherClinic }))).toBe('clinic_unknown');
    expect(await refusalOf(list(world.actor('nurse', { clinicIds: [] })))).toBe('clinic_unknown');
    const board = { clinicId: otherClinic, fromAt: 0, toAt: world.clock.now * 2 };
    expect(await refusalOf(world.sockets['board:watch'](world.caller('doctor'), board))).toBe(
      'clinic_unknown',
    );
    expect(
      await refusalOf(
        world.sockets['board:watch'](world.caller('patient'), { ...board, clinicId: world.clinicId }),
      ),
    ).toBe('clinic_unknown');
  });

  it('come for a span of time', async () => {
    const { now } = world.clock;
    const board = await world.sockets['board:watch'](world.caller('nurse'), {
      clinicId: world.clinicId,
      fromAt: now,
      toAt: now + 2 * 60_000,
    });
    expect(board.visits.map(({ id }) => id)).toEqual([others]);
    expect(await list(world.actor('nurse'), { fromAt: now + 1 })).toEqual([own]);
  });
});
