import type { CallSnapshot, Participant, ParticipantId, SourceState } from '#contracts/call/call.ts';
import type { Source } from '#contracts/visits/ticket.ts';

/**
 * `waiting`: in the waiting room, with everything connected. `reconnecting`: nothing has come through for over a second.
 * `ended`: for good; a new session is needed to come back.
 */
export type CallPhase = 'joining' | 'waiting' | 'in_call' | 'reconnecting' | 'ended';

/** `refused`: the server does not let this ticket in; `refusal` of the state says why. */
export type EndOfCall = 'visit_ended' | 'joined_elsewhere' | 'removed' | 'left' | 'refused';

export type LocalSource = { state: SourceState; track?: MediaStreamTrack };

export type RemoteSource = {
  consumerId: string;
  track: MediaStreamTrack;
  /** Muted, out of sight, or its sender or oneself is not admitted. */
  isPaused: boolean;
};

/** A source that was lost or could not be sent, for the person to know. */
export type CallProblem = { source: Source; code: 'track_ended' | 'not_sent' };

/** All that a call's screen shows. Never changed in place. */
export type CallState = {
  phase: CallPhase;
  endedBecause?: EndOfCall;
  /** The code of the refusal that ended it. */
  refusal?: string;
  participantId: ParticipantId;
  snapshot?: CallSnapshot;
  /** Oneself as the others see it. */
  self?: Participant;
  others: readonly Participant[];
  local: Readonly<Record<Source, LocalSource>>;
  remote: ReadonlyMap<ParticipantId, Readonly<Partial<Record<Source, RemoteSource>>>>;
  /** Whoever of the others is the loudest now. */
  speaker: ParticipantId | undefined;
  problems: readonly CallProblem[];
  isSocketConnected: boolean;
};

export const initialCallState = (participantId: ParticipantId): CallState => ({
  phase: 'joining',
  participantId,
  others: [],
  local: { microphone: { state: 'off' }, camera: { state: 'off' }, screen: { state: 'off' } },
  remote: new Map(),
  speaker: undefined,
  problems: [],
  isSocketConnected: false,
});

/** The state with another snapshot and all that follows from it. `isDown`: nothing has come through for a while. */
export function withSnapshot(state: CallState, snapshot: CallSnapshot, isDown: boolean): CallState {
  const { self: _before, ...rest } = state;
  const self = snapshot.participants.find((one) => one.participantId === state.participantId);
  const others = snapshot.participants.filter((one) => one !== self);
  const phase = phaseOf(state, { self, isDown });
  return { ...rest, snapshot, others, phase, ...(self && { self }) };
}

/** Where the call stands, from the state and whether its connections are down. */
export function phaseOf(
  state: CallState,
  { self, isDown }: { self: Participant | undefined; isDown: boolean },
): CallPhase {
  if (state.endedBecause !== undefined) return 'ended';
  if (isDown) return 'reconnecting';
  if (!self) return 'joining';
  return self.isAdmitted ? 'in_call' : 'waiting';
}
