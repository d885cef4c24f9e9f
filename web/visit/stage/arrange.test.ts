import { describe, expect, it } from 'vitest';
import { Participant } from '#contracts/call/call.ts';
import type { CallState, RemoteSource } from '../../call/call-state.ts';
import { arrange, qualityOf } from './arrange.ts';

const uuid = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const person = (number: number, isAdmitted = true) =>
  Participant.parse({
    participantId: uuid(number),
    userId: uuid(100 + number),
    name: `Person ${number}`,
    role: 'doctor',
    side: 'care',
    isAdmitted,
    connection: 'connected',
    sources: { microphone: 'live', camera: 'live', screen: 'off' },
    joinedAt: 0,
  });
const source = (id: string): RemoteSource => ({
  consumerId: id,
  track: {} as MediaStreamTrack,
  isPaused: false,
});

describe('arrange', () => {
  it('shows those who are let in', () => {
    const { main } = arrange({ others: [person(1), person(2, false)], remote: new Map() });
    expect(main.map(({ participant }) => participant.name)).toEqual(['Person 1']);
  });

  it('gives the stage to a shared screen, with the faces beside it', () => {
    const one = person(1);
    const remote: CallState['remote'] = new Map([
      [one.participantId, { camera: source('c'), screen: source('s') }],
    ]);
    const { main, side } = arrange({ others: [one, person(2)], remote });
    expect(main.map((tile) => tile.video?.consumerId)).toEqual(['s']);
    expect(side.map((tile) => tile.source)).toEqual(['camera', 'camera']);
  });
});

describe('qualityOf', () => {
  it('has a word for every figure', () => {
    const words = Array.from({ length: 11 }, (_, figure) => qualityOf(figure)?.word);
    expect(words).toEqual([
      'bad',
      'bad',
      'bad',
      'poor',
      'poor',
      'fair',
      'fair',
      'fair',
      'good',
      'good',
      'good',
    ]);
    expect(qualityOf(undefined)).toBeUndefined();
  });
});
