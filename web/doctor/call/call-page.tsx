import { Button } from '@mantine/core';
import { IconNotes, IconUser } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import type { VisitId } from '#contracts/ids.ts';
import type { Visit } from '#contracts/visits/visit.ts';
import { isVisitId } from '../../api/ids.ts';
import { isOver } from '../../care/board/board.ts';
import { CareCall } from '../../care/call/care-call.tsx';
import { PatientPanel } from '../../care/patient/patient-panel.tsx';
import { useHeldRoom, useLetGo } from '../../care/call/visit-desk.tsx';
import { EmptyState } from '../../ui/states/empty-state.tsx';
import { QueryView } from '../../ui/states/query-view.tsx';
import { useVisit } from '../../visit/use-visit.ts';
import { AfterPage } from '../after/after-page.tsx';
import { DoctorFrame } from '../doctor-frame.tsx';
import { NoteEditor } from '../note/note-editor.tsx';
import { CallHeader } from './call-header.tsx';
import styles from './call.module.css';

/** A visit of the doctor: the call while it goes on, and what is left to do when it is over. */
export function CallPage() {
  const { visitId } = useParams();
  return isVisitId(visitId) ? <OneVisit key={visitId} visitId={visitId} /> : <Gone />;
}

function OneVisit({ visitId }: { visitId: VisitId }) {
  const query = useVisit(visitId);
  const visit = query.data?.visit;
  if (visit === undefined)
    return (
      <DoctorFrame>
        <QueryView query={query}>{() => null}</QueryView>
      </DoctorFrame>
    );
  if (visit.status === 'ended')
    return (
      <DoctorFrame>
        <AfterPage visit={visit} />
      </DoctorFrame>
    );
  return isOver(visit) ? <Gone /> : <InCall visit={visit} />;
}

function InCall({ visit }: { visit: Visit }) {
  const { t } = useTranslation('doctor');
  const navigate = useNavigate();
  const letGo = useLetGo();
  const room = useHeldRoom(visit.id);
  if (room === undefined) return null;
  const panels = [
    {
      id: 'notes',
      label: t('call.notes'),
      icon: <IconNotes />,
      content: (
        <div className={styles['notes']}>
          <NoteEditor visit={visit} canSign={false} />
        </div>
      ),
    },
    {
      id: 'patient',
      label: t('call.patient'),
      icon: <IconUser />,
      content: <PatientPanel visit={visit} />,
    },
  ];
  const leave = () => {
    letGo();
    void navigate('/doctor');
  };
  return (
    <CareCall
      visit={visit}
      room={room}
      panels={panels}
      header={<CallHeader visit={visit} />}
      onLeave={leave}
    />
  );
}

function Gone() {
  const { t } = useTranslation('doctor');
  const back = (
    <Button component={Link} to="/doctor">
      {t('call.toToday')}
    </Button>
  );
  return (
    <DoctorFrame>
      <EmptyState title={t('call.gone')} action={back}>
        {t('call.goneText')}
      </EmptyState>
    </DoctorFrame>
  );
}
