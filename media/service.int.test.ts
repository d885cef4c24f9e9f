import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ParticipantId } from '#contracts/call/call.ts';
import { newUuid } from '#platform/clock.ts';
import { until } from '../test/kit/until.ts';
import { type CallWorld, openCallWorld } from './testing/call-world.ts';

let world: CallWorld;

beforeEach(async () => {
  world = await openCallWorld();
});

afterEach(() => world.stop());

describe('joining', () => {
  it('answers all that media needs, with a data channel only while there is nothing to receive', async () => {
    const doctor = world.person('care');
    const first = await doctor.join();
    expect(first.transports?.receive.sctpParameters).toMatchObject({ port: 5_000 });
    expect(first.transports?.receive.iceCandidates.length).toBeGreaterThan(0);
    await doctor.produce(first, 'camera');
    const second = await world.person('patient').join();
    expect(second.transports?.receive).not.toHaveProperty('sctpParameters');
    expect(second.consumers).toMatchObject([
      { participantId: doctor.participantId, source: 'camera', isPaused: false },
    ]);
  });

  it('lets the browser send only when told to, by beginning the handshake of that connection itself', async () => {
    const { transports } = await world.person('care').join();
    expect(transports?.send.dtlsParameters).toMatchObject({ role: 'client' });
    expect(transports?.receive.dtlsParameters).toMatchObject({ role: 'auto' });
  });

  it('tells those who are there of new sources, and each only once', async () => {
    const [doctor, patient] = [world.person('care'), world.person('patient')];
    await doctor.join();
    const joined = await patient.join();
    const producerId = await patient.produce(joined, 'camera');
    await patient.produce(joined, 'camera', { producerId });
    expect(doctor.heard('consumer:opened')).toHaveLength(1);
    expect(patient.heard('consumer:opened')).toHaveLength(0);
  });

  it('gives the same place, transports and consumers to whoever comes back holding them', async () => {
    const [doctor, patient] = [world.person('care'), world.person('patient')];
    const before = await doctor.join();
    await patient.produce(await patient.join(), 'camera');
    await doctor.loseSocket();
    const after = await doctor.join(
      { heldEpoch: before.snapshot.epoch },
      { ...doctor.caller, connectionId: newUuid() },
    );
    expect(after).not.toHaveProperty('transports');
    expect(after.consumers).toHaveLength(1);
    expect(after.snapshot.participants).toHaveLength(2);
    const anew = await doctor.join();
    expect(anew.transports?.send.id).not.toBe(before.transports?.send.id);
  });

  it('keeps the place of somebody who rests without media, until they join awake or are let in', async () => {
    world.facts.isPatientAdmitted = false;
    const [doctor, patient] = [world.person('care'), world.person('patient')];
    const { snapshot: old } = await doctor.join();
    await patient.produce(await patient.join(), 'camera');
    const resting = await patient.join({ isResting: true });
    expect(resting).not.toHaveProperty('transports');
    expect(resting.snapshot.participants[1]).toMatchObject({
      connection: 'connecting',
      sources: { camera: 'off' },
    });
    await until(() => doctor.heard('consumer:closed').length === 1);
    await expect(patient.ask('ice:restart', { transportId: 'gone' })).rejects.toMatchObject({
      code: 'transport_gone',
    });
    await patient.produce(await patient.join(), 'camera');
    expect(doctor.heard('consumer:opened')).toHaveLength(2);
    await world.admit(true);
    expect((await patient.join({ isResting: true })).transports).toBeDefined();
    const { snapshot: present } = await doctor.join({ heldEpoch: old.epoch });
    expect(world.reduce(old)).toEqual(present);
  });

  it('refuses a wrong ticket, a place of somebody else, a closed visit', async () => {
    const doctor = world.person('care');
    await expect(doctor.join({ ticket: 'none' })).rejects.toMatchObject({ code: 'ticket_invalid' });
    await doctor.join();
    const { participantId } = doctor;
    await expect(world.person('patient').join({ participantId })).rejects.toMatchObject({
      code: 'ticket_invalid',
    });
    await world.end();
    expect(world.told('call:ended')).toHaveLength(1);
    world.facts.isOpen = false;
    await expect(doctor.join()).rejects.toMatchObject({ code: 'visit_closed' });
  });

  it('goes by the ticket while visits is away', async () => {
    world.facts.isReachable = false;
    await world.person('care').join();
    await world.person('patient', { isAdmitted: true }).join();
    const { snapshot } = await world.person('patient', { isAdmitted: false }).join();
    expect(snapshot.participants.map(({ isAdmitted }) => isAdmitted)).toEqual([true, true, false]);
  });

  it('gives one person one place: the earlier window ends', async () => {
    const patient = world.person('patient');
    await patient.join();
    await patient.join({ participantId: ParticipantId.parse(newUuid()) });
    expect(patient.heard('call:ended')).toMatchObject([{ data: { reason: 'joined_elsewhere' } }]);
    const { snapshot } = await world.person('care').join();
    expect(snapshot.participants).toHaveLength(2);
  });
});

describe('what flows', () => {
  it('is nothing to or from a patient who waits; admitting lets it flow and sending back stops it', async () => {
    world.facts.isPatientAdmitted = false;
    const [doctor, patient] = [world.person('care'), world.person('patient')];
    await doctor.produce(await doctor.join(), 'camera');
    const joined = await patient.join();
    expect(joined.consumers).toMatchObject([{ isPaused: true }]);
    await patient.produce(joined, 'camera');
    expect(doctor.heard('consumer:opened')).toMatchObject([{ data: { consumer: { isPaused: true } } }]);
    await world.admit(true);
    for (const one of [doctor, patient])
      expect(one.heard('consumer:changed')).toMatchObject([{ data: { isPaused: false } }]);
    await world.admit(true);
    await world.admit(false);
    for (const one of [doctor, patient])
      expect(one.heard('consumer:changed').map(({ data }) => data['isPaused'])).toEqual([false, true]);
  });

  it('stops when the sender mutes or the tile is out of sight', async () => {
    const [doctor, patient] = [world.person('care'), world.person('patient')];
    await doctor.produce(await doctor.join(), 'camera');
    const { consumers } = await patient.join();
    const consumerId = consumers[0]!.id;
    await patient.ask('call:ready', { consumerIds: [consumerId, 'gone'] });
    await patient.ask('view:set', { views: [{ consumerId, isVisible: false, width: 0, height: 0 }] });
    await patient.ask('view:set', { views: [{ consumerId, isVisible: true, width: 640, height: 360 }] });
    await doctor.ask('source:mute', { source: 'camera', isMuted: true });
    expect(patient.heard('consumer:changed').map(({ data }) => data['isPaused'])).toEqual([
      true,
      false,
      true,
    ]);
    await doctor.ask('source:close', { source: 'camera' });
    await until(() => patient.heard('consumer:closed').length === 1);
    expect(patient.heard('consumer:closed')).toMatchObject([{ data: { consumerId } }]);
    await expect(doctor.ask('source:mute', { source: 'camera', isMuted: true })).rejects.toMatchObject({
      code: 'source_off',
    });
  });

  it('refuses what the ticket does not allow and what mediasoup cannot use', async () => {
    const patient = world.person('patient', { mayPublish: ['microphone'] });
    const joined = await patient.join();
    await expect(patient.produce(joined, 'camera')).rejects.toMatchObject({ code: 'source_not_allowed' });
    const rtpParameters = { codecs: [{ mimeType: 'video/VP8' }] };
    const wrong = patient.produce(joined, 'microphone', { rtpParameters });
    await expect(wrong).rejects.toMatchObject({ code: 'parameters_refused' });
    const elsewhere = patient.produce(joined, 'microphone', { transportId: 'gone' });
    await expect(elsewhere).rejects.toMatchObject({ code: 'transport_gone' });
    await expect(world.person('care').ask('call:leave', {})).rejects.toMatchObject({ code: 'not_in_call' });
  });
});

describe('a worker that is killed', () => {
  it('moves its room to a later epoch, tells everybody once, and takes them in again', async () => {
    const [doctor, patient] = [world.person('care'), world.person('patient')];
    const before = await doctor.join();
    await patient.produce(await patient.join(), 'camera');
    const [session] = (await world.sessions()).sessions;
    process.kill(session!.workerPid, 'SIGKILL');
    await until(() => world.told('call:moved').length > 0);
    const again = await doctor.join({ heldEpoch: before.snapshot.epoch });
    expect(again.snapshot.epoch).toBeGreaterThan(before.snapshot.epoch);
    expect(again.transports).toBeDefined();
    expect(again.snapshot.participants).toHaveLength(2);
    await patient.produce(await patient.join(), 'camera');
    expect(doctor.heard('consumer:opened')).toHaveLength(2);
    expect(world.told('call:moved')).toHaveLength(1);
    expect((await world.sessions()).sessions[0]!.workerPid).not.toBe(session!.workerPid);
  });
});

it('tells notices that make of any earlier snapshot the present one', async () => {
  const people = [world.person('care'), world.person('patient'), world.person('care')];
  const [doctor, patient, nurse] = people;
  const { snapshot: old } = await doctor!.join();
  const joined = await patient!.join();
  await patient!.produce(joined, 'microphone');
  await world.admit(false);
  await nurse!.join();
  await patient!.ask('source:mute', { source: 'microphone', isMuted: true });
  await nurse!.ask('call:leave', {});
  await world.admit(true);
  await patient!.loseSocket();
  const { snapshot: present } = await doctor!.join({ heldEpoch: old.epoch });
  expect(world.reduce(old)).toEqual(present);
  expect(world.reduce(joined.snapshot)).toEqual(present);
  expect(present.participants).toMatchObject([
    { side: 'care' },
    { side: 'patient', isAdmitted: true, connection: 'away', sources: { microphone: 'muted' } },
  ]);
});

it('counts epochs up over a room that was left and made again', async () => {
  const doctor = world.person('care');
  const first = await doctor.join();
  await doctor.ask('call:leave', {});
  const second = await doctor.join();
  expect(second.snapshot.epoch).toBeGreaterThan(first.snapshot.epoch);
  expect((await world.sessions()).nodes).toHaveLength(1);
});
