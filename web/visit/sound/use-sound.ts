import { useCallback, useEffect, useRef, useState } from 'react';
import type { CallState } from '../../call/call-state.ts';
import { watchOtherEnd } from './other-end.ts';

export type Sound = {
  /** The other end is in this browser too, and its sound is off until it is turned on. */
  isOffBecauseOfOtherEnd: boolean;
  /** The browser plays nothing before it is touched. */
  isRefused: boolean;
  turnOn: () => void;
};

/** Plays what the others say. Sound is apart from the pictures, so that one refused element does not stop the other. */
export function useSound({
  visitId,
  state,
  speaker,
}: {
  visitId: string;
  state: CallState | undefined;
  speaker: string | undefined;
}): Sound {
  const [isOtherEndHere, setIsOtherEndHere] = useState(false);
  const [isWantedAnyway, setIsWantedAnyway] = useState(false);
  const [isRefused, setIsRefused] = useState(false);
  const players = useRef(new Map<MediaStreamTrack, HTMLAudioElement>());
  const isOff = isOtherEndHere && !isWantedAnyway;

  const participantId = state?.participantId;
  useEffect(() => {
    if (participantId === undefined || !('BroadcastChannel' in window)) return undefined;
    const channel = new BroadcastChannel(`bedside.visit.${visitId}`);
    return watchOtherEnd({ channel, id: participantId, onChange: setIsOtherEndHere });
  }, [visitId, participantId]);

  const play = useCallback((player: HTMLAudioElement) => {
    player.play().then(
      () => setIsRefused(false),
      (error: unknown) => {
        if (error instanceof DOMException && error.name === 'NotAllowedError') setIsRefused(true);
      },
    );
  }, []);

  const remote = state?.remote;
  useEffect(() => {
    const tracks = new Set(
      [...(remote?.values() ?? [])].flatMap(({ microphone }) => microphone?.track ?? []),
    );
    for (const [track, player] of players.current) {
      if (tracks.has(track)) continue;
      player.srcObject = null;
      players.current.delete(track);
    }
    for (const track of tracks) {
      if (players.current.has(track)) continue;
      const player = new Audio();
      player.srcObject = new MediaStream([track]);
      players.current.set(track, player);
      play(player);
    }
  }, [remote, play]);

  useEffect(() => {
    for (const player of players.current.values()) player.muted = isOff;
  }, [isOff, remote]);

  useEffect(() => {
    for (const player of players.current.values()) toSpeaker(player, speaker);
  }, [speaker, remote]);

  useEffect(() => {
    const all = players.current;
    return () => {
      for (const player of all.values()) player.srcObject = null;
      all.clear();
    };
  }, []);

  const turnOn = () => {
    setIsWantedAnyway(true);
    for (const player of players.current.values()) {
      player.muted = false;
      play(player);
    }
  };
  return { isOffBecauseOfOtherEnd: isOff, isRefused, turnOn };
}

function toSpeaker(player: HTMLAudioElement, speaker: string | undefined): void {
  if (speaker === undefined || !('setSinkId' in player)) return;
  // A speaker that is gone: the system's own is used.
  player.setSinkId(speaker).catch(() => undefined);
}
