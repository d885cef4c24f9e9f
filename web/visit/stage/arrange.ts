import type { Participant, ParticipantId } from '#contracts/call/call.ts';
import type { CallState, RemoteSource } from '../../call/call-state.ts';

export type RemoteTile = {
  participant: Participant;
  source: 'camera' | 'screen';
  video: RemoteSource | undefined;
};

export type Arrangement = {
  /** Fills the stage: a shared screen alone, else everybody. */
  main: readonly RemoteTile[];
  /** Beside a shared screen. */
  side: readonly RemoteTile[];
};

/** Who is seen where: those who are let in; a shared screen takes the stage. */
export function arrange({ others, remote }: Pick<CallState, 'others' | 'remote'>): Arrangement {
  const seen = others.filter((one) => one.isAdmitted);
  const tile = (participant: Participant, source: 'camera' | 'screen'): RemoteTile => ({
    participant,
    source,
    video: remote.get(participant.participantId)?.[source],
  });
  const cameras = seen.map((one) => tile(one, 'camera'));
  const sharing = seen.find((one) => hasScreen(one.participantId, remote));
  return sharing === undefined
    ? { main: cameras, side: [] }
    : { main: [tile(sharing, 'screen')], side: cameras };
}

const hasScreen = (id: ParticipantId, remote: CallState['remote']) => remote.get(id)?.screen !== undefined;

/** Four steps and a word for a connection from 0 to 10. */
export function qualityOf(
  quality: number | undefined,
): { bars: 0 | 1 | 2 | 3 | 4; word: 'bad' | 'poor' | 'fair' | 'good' } | undefined {
  if (quality === undefined) return undefined;
  if (quality >= 8) return { bars: 4, word: 'good' };
  if (quality >= 5) return { bars: 3, word: 'fair' };
  if (quality >= 3) return { bars: 2, word: 'poor' };
  return { bars: 1, word: 'bad' };
}
