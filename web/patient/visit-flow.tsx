import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { QueuePlace, Visit } from '#contracts/visits/visit.ts';
import { isSettled, verdictOf } from '../devices/device-state.ts';
import { rememberChecked, wasChecked } from '../devices/remembered-devices.ts';
import { useConnected, useSocket } from '../app/use-socket.ts';
import { CallRoom } from '../visit/call-room.tsx';
import { type VisitRoom, useVisitRoom } from '../visit/use-visit-room.ts';
import { CallEnded } from './waiting/call-ended.tsx';
import { useLine } from './line/use-line.ts';
import { useAdmission } from './waiting/use-admission.ts';
import { useResting } from './waiting/use-resting.ts';
import { VisitCheck } from './check/visit-check.tsx';
import { WaitingRoom } from './waiting/waiting-room.tsx';

type Props = { visit: Visit; queue: QueuePlace | undefined };

/** From the tap on "Join visit" to the end of the call. The call connects behind the check and the waiting room. */
export function VisitFlow({ visit, queue }: Props) {
  const { t } = useTranslation('patient');
  const navigate = useNavigate();
  const [isChecked, setIsChecked] = useState(() => wasChecked(localStorage));
  const room = useVisitRoom({ visitId: visit.id, isWanted: true });
  const { state } = room.call;
  const isIn = state?.self?.isAdmitted ?? false;
  useVerdict(visit, room);
  useResting(room.call, queue);
  useAdmission(isIn, visit.doctor.name);

  if (state?.phase === 'ended') return <CallEnded visit={visit} call={room.call} />;
  if (isIn) {
    return (
      <CallRoom
        visit={visit}
        room={room}
        title={t('call.title', { name: visit.doctor.name })}
        alone={t('call.alone', { name: visit.doctor.name })}
        onLeave={() => navigate('/patient')}
      />
    );
  }
  if (!isChecked) {
    const goOn = () => {
      rememberChecked(localStorage);
      setIsChecked(true);
    };
    return <VisitCheck visit={visit} room={room} goOn={goOn} />;
  }
  return <WaitingRoom visit={visit} queue={queue} room={room} checkAgain={() => setIsChecked(false)} />;
}

/** Tells the clinic once what the check found and how the line is, and again when that changes. */
function useVerdict(visit: Visit, { deviceState, call }: VisitRoom): void {
  const port = useSocket('live');
  const isConnected = useConnected(port);
  const told = useRef('');
  const camera = verdictOf(deviceState.camera.status);
  const microphone = verdictOf(deviceState.microphone.status);
  const line = useLine(call);
  const isKnown = isSettled(deviceState);
  const visitId = visit.id;
  const isWaiting = visit.status !== 'booked';
  useEffect(() => {
    const words = `${camera} ${microphone} ${line?.strength} ${line?.isRelayed}`;
    if (port === undefined || !isKnown || !isWaiting || told.current === words || !isConnected) return;
    told.current = words;
    const verdict = { devices: { camera, microphone }, ...(line && { line }) };
    port.request('visit:check-devices', { visitId, ...verdict }).catch(() => {
      told.current = '';
    });
  }, [port, isConnected, isKnown, isWaiting, camera, microphone, line, visitId]);
}
