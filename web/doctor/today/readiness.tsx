import { Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { VisitId } from '#contracts/ids.ts';
import type { Visit } from '#contracts/visits/visit.ts';
import { useHeldRoom } from '../../care/call/visit-desk.tsx';
import type { VisitRoom } from '../../visit/use-visit-room.ts';
import styles from './today.module.css';

const restMs = 350;

/** Connects the doctor to the chosen patient's visit while the patient waits, and says how far that is. */
export function Readiness({ visit }: { visit: Visit }) {
  const { t } = useTranslation('doctor');
  const room = useHeldRoom(useRestingOn(visit));
  const { name } = visit.patient;
  return (
    <Text c="dimmed" className={styles['ready'] ?? ''}>
      {t(`pane.${readinessOf(room)}`, { name })}
    </Text>
  );
}

/** Who walks through the list with the arrows does not enter every visit on the way. */
function useRestingOn({ id }: Visit): VisitId | undefined {
  const [resting, setResting] = useState<VisitId>();
  useEffect(() => {
    const timer = setTimeout(() => setResting(id), restMs);
    return () => clearTimeout(timer);
  }, [id]);
  return resting === id ? resting : undefined;
}

function readinessOf(room: VisitRoom | undefined): 'connecting' | 'ready' | 'noCamera' | 'notConnected' {
  if (room === undefined) return 'connecting';
  const { camera, microphone } = room.deviceState;
  if (room.call.problem || room.call.state?.phase === 'ended') return 'notConnected';
  if (room.call.state?.snapshot === undefined) return 'connecting';
  return camera.status === 'ready' || microphone.status === 'ready' ? 'ready' : 'noCamera';
}
