import {
  type ConsumerOptions,
  type DtlsParameters,
  ParticipantId,
  type TransportOptions,
} from '#contracts/call/call.ts';
import type { UserActor } from '#contracts/actor.ts';
import type { InputOf, OutputOf, RequestName } from '#contracts/define.ts';
import { VisitId } from '#contracts/ids.ts';
import { CallSocket } from '#contracts/sockets/call.ts';
import { TicketClaims } from '#contracts/visits/ticket.ts';
import { newUuid, systemNow } from '#platform/clock.ts';
import type { Announcer } from '#platform/sockets/announcer.ts';
import { createTokens } from '#platform/tokens/create-tokens.ts';
import { makeTokenKeys, parseTokenKeys } from '#platform/tokens/token-keys.ts';
import type { z } from 'zod';
import { actorWith } from '../../kit/actors.ts';
import { RECEIVE_CAPABILITIES, sendParameters } from '../synthetic/rtp-parameters.ts';
import { startMediaAlone } from './media-alone.ts';

type Watched = { sessions: { workerPid: number }[] };
type Guest = {
  ids: { visitId: VisitId; participantId: ParticipantId };
  caller: { actor: UserActor; connectionId: string };
  producerIds: Record<'microphone' | 'camera', string>;
  ticket: string;
};
type Dtls = z.infer<typeof DtlsParameters>;
const mayPublish = ['microphone', 'camera'] as const;

/** Visits of two through the media service's own socket handlers, in the order in which the app asks. */
export async function openVisits({ file, dtlsParameters }: { file: string; dtlsParameters: Dtls }) {
  const tokens = createTokens({ keys: parseTokenKeys(makeTokenKeys()), now: systemNow });
  const offered = new Map<string, (consumer: ConsumerOptions) => void>();
  const announce: Announcer = {
    tell(_contract, { rooms }, notice, data) {
      if (notice !== 'consumer:opened') return;
      const { consumer } = data as { consumer: ConsumerOptions };
      for (const { id } of rooms) offered.get(id)?.(consumer);
    },
    disconnectUser: () => undefined,
  };
  const media = await startMediaAlone({ file, tokens, announce });
  const calls = media.sockets?.find(({ contract }) => contract === CallSocket)?.handlers;

  const booked: Guest[][] = [];

  /** Writes the tickets for so many visits, and makes the ids that browsers make: others do that. */
  function book(visits: number): void {
    while (booked.length < visits) {
      const visitId = VisitId.parse(newUuid());
      booked.push([guestOf(visitId, 'care'), guestOf(visitId, 'patient')]);
    }
  }

  function guestOf(visitId: VisitId, side: 'care' | 'patient'): Guest {
    const role = side === 'care' ? 'doctor' : 'patient';
    const actor = actorWith(role, { tenantId });
    const { userId } = actor;
    const claims = { tenantId, visitId, userId, name: 'Somebody', role, side, mayPublish, isAdmitted: true };
    return {
      ids: { visitId, participantId: ParticipantId.parse(newUuid()) },
      caller: { actor, connectionId: newUuid() },
      producerIds: { microphone: newUuid(), camera: newUuid() },
      ticket: tokens.signTicket(TicketClaims.parse(claims), 3_600),
    };
  }

  /** One of the booked visits, up to four consumers that flow. */
  async function openVisit() {
    const guests = booked.pop();
    if (!guests) throw new Error('No visit is booked any more.');
    const peers = await Promise.all(guests.map(join));
    await Promise.all(peers.map(({ consuming }) => consuming));
    return peers.map(({ peer }) => peer);
  }

  async function join({ ids, caller, producerIds, ticket }: Guest) {
    const ask = <N extends RequestName<CallSocket>>(
      name: N,
      input: Omit<InputOf<CallSocket, N>, keyof typeof ids>,
    ) => calls?.[name]?.(caller, { ...ids, ...input } as never) as Promise<OutputOf<CallSocket, N>>;

    // One that is offered while the join is under way stands in its answer too.
    const ready = new Set<string>();
    const { promise: consuming, resolve } = Promise.withResolvers<void>();
    const take = (consumers: readonly ConsumerOptions[]) =>
      ask('call:ready', { consumerIds: consumers.map(({ id }) => id) }).then(() => {
        for (const { id } of consumers) ready.add(id);
        if (ready.size === mayPublish.length) resolve();
      });
    offered.set(ids.participantId, (consumer) => void take([consumer]));
    const { transports, consumers } = await ask('call:join', {
      ticket,
      rtpCapabilities: { ...RECEIVE_CAPABILITIES },
    });
    if (!transports) throw new Error('The service gave no transports.');
    const { send, receive } = transports;
    const audio = sendParameters('audio', '0');
    const video = sendParameters('video', '1');
    const produce = (source: 'microphone' | 'camera', rtpParameters: typeof audio) =>
      ask('call:produce', {
        transportId: send.id,
        producerId: producerIds[source],
        source,
        kind: source === 'camera' ? 'video' : 'audio',
        isMuted: false,
        rtpParameters: { ...rtpParameters },
      });
    await Promise.all([
      ask('call:connect', { transportId: send.id, dtlsParameters }),
      ask('call:connect', { transportId: receive.id, dtlsParameters }),
      produce('microphone', audio),
      produce('camera', video),
      ...(consumers.length > 0 ? [take(consumers)] : []),
    ]);
    const peer = { sending: send, receiving: receive, audio, video, leave: () => ask('call:leave', {}) };
    return { peer, consuming: consuming.finally(() => offered.delete(ids.participantId)) };
  }

  /** The process that carries them, as administrators see it. */
  async function workerPid(): Promise<number> {
    const watch = media.sockets?.find(({ contract }) => contract !== CallSocket)?.handlers['sessions:watch'];
    if (!watch) throw new Error('The service tells nobody of its sessions.');
    const admin = { actor: actorWith('admin', { tenantId }), connectionId: newUuid() };
    const { sessions } = (await watch(admin, {} as never)) as Watched;
    return sessions[0]?.workerPid ?? 0;
  }

  return { book, openVisit, workerPid };
}

const { tenantId } = actorWith('admin');

/** Where a transport can be reached, for a synthetic peer. */
export function remoteOf({ iceCandidates, iceParameters }: TransportOptions) {
  const candidate = iceCandidates.find(
    ({ protocol, ip, address }) => protocol === 'udp' && (ip ?? address) === '127.0.0.1',
  );
  return { ip: '127.0.0.1', port: candidate?.['port'], iceParameters };
}
