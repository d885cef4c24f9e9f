import { useEffect, useState, useSyncExternalStore } from 'react';
import type { VisitId } from '#contracts/ids.ts';
import type { Source } from '#contracts/visits/ticket.ts';
import { useApi } from '../app/services.ts';
import { useSocket } from '../app/use-socket.ts';
import type { CallSession } from '../call/call-session.ts';
import type { CallState } from '../call/call-state.ts';
import type { DeviceState } from '../devices/device-state.ts';
import { createParticipantIds } from './participant-id.ts';

export type Call = {
  session: CallSession | undefined;
  state: CallState | undefined;
  /** The call's own code could not be fetched. */
  problem: unknown;
  /** Comes in again, after it ended here. */
  restart: () => void;
};

type Wanted = { visitId: VisitId; devices: DeviceState; isWanted: boolean };

const nothing = () => () => undefined;
const participantIdOf = createParticipantIds(sessionStorage, window);

/** The call of a visit, from when it is wanted until the component goes. Devices that are ready are sent by themselves. */
export function useCall({ visitId, devices, isWanted }: Wanted): Call {
  const socket = useSocket('call');
  const api = useApi();
  const [session, setSession] = useState<CallSession>();
  const [problem, setProblem] = useState<unknown>();
  const [tries, setTries] = useState(0);

  useEffect(() => {
    // Made ready while the browser asks for the camera; the real use below tells of a failure.
    loadCall()
      .then(({ loadDevice }) => loadDevice())
      .catch(() => undefined);
  }, []);

  useEffect(() => {
    if (socket === undefined || !isWanted) return undefined;
    let isGone = false;
    let started: CallSession | undefined;
    const ticket = async () => (await api.visits.issueTicket({ params: { visitId } })).ticket;
    loadCall()
      .then(async ({ Session, loadDevice }) => {
        const device = await loadDevice();
        if (isGone) return;
        const participantId = participantIdOf(visitId);
        started = Session.start({ socket, device, visitId, participantId, ticket });
        setProblem(undefined);
        setSession(started);
      })
      .catch(setProblem);
    return () => {
      isGone = true;
      setSession(undefined);
      // Going to another page of the app leaves the call; a reload does not come here and keeps the place.
      started?.leave().catch(() => undefined);
    };
  }, [socket, isWanted, api, visitId, tries]);

  const { camera, microphone } = devices;
  useEffect(() => send(session, 'camera', camera.track), [session, camera.track]);
  useEffect(() => send(session, 'microphone', microphone.track), [session, microphone.track]);

  const state = useSyncExternalStore(session?.subscribe ?? nothing, session?.getState ?? (() => undefined));
  return { session, state, problem, restart: () => setTries(tries + 1) };
}

/** The code of calls is large; it comes while the person looks at the device check. */
async function loadCall() {
  const [{ CallSession: Session }, { loadSfuDevice: loadDevice }] = await Promise.all([
    import('../call/call-session.ts'),
    import('../call/mediasoup-device.ts'),
  ]);
  return { Session, loadDevice };
}

function send(session: CallSession | undefined, source: Source, track: MediaStreamTrack | undefined): void {
  if (session === undefined) return;
  const now = session.getState().local[source];
  if (track === undefined) {
    if (now.state !== 'off') session.closeSource(source);
    return;
  }
  // Another device behind a muted source stays muted.
  if (now.track !== track) session.openSource(source, track, { isMuted: now.state === 'muted' });
}
