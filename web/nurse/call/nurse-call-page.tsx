import { Button } from '@mantine/core';
import { IconUser } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import type { VisitId } from '#contracts/ids.ts';
import type { Visit } from '#contracts/visits/visit.ts';
import { isVisitId } from '../../api/ids.ts';
import { isOver } from '../../care/board/board.ts';
import { CareCall } from '../../care/call/care-call.tsx';
import { useHeldRoom, useLetGo } from '../../care/call/visit-desk.tsx';
import { PatientPanel } from '../../care/patient/patient-panel.tsx';
import { EmptyState } from '../../ui/states/empty-state.tsx';
import { QueryView } from '../../ui/states/query-view.tsx';
import { useVisit } from '../../visit/use-visit.ts';
import { NurseFrame } from '../nurse-frame.tsx';

/** A nurse in a visit: with a waiting patient, or beside the doctor. */
export function NurseCallPage() {
  const { visitId } = useParams();
  return isVisitId(visitId) ? <OneVisit key={visitId} visitId={visitId} /> : <Gone />;
}

function OneVisit({ visitId }: { visitId: VisitId }) {
  const query = useVisit(visitId);
  const visit = query.data?.visit;
  if (visit === undefined)
    return (
      <NurseFrame>
        <QueryView query={query}>{() => null}</QueryView>
      </NurseFrame>
    );
  return isOver(visit) ? <Gone /> : <InCall visit={visit} />;
}

function InCall({ visit }: { visit: Visit }) {
  const { t } = useTranslation('nurse');
  const navigate = useNavigate();
  const letGo = useLetGo();
  const room = useHeldRoom(visit.id);
  if (room === undefined) return null;
  const patient = {
    id: 'patient',
    label: t('call.patient'),
    icon: <IconUser />,
    content: <PatientPanel visit={visit} />,
  };
  const leave = () => {
    letGo();
    void navigate('/nurse');
  };
  return <CareCall visit={visit} room={room} panels={[patient]} header={null} onLeave={leave} />;
}

function Gone() {
  const { t } = useTranslation('nurse');
  const back = (
    <Button component={Link} to="/nurse">
      {t('call.toBoard')}
    </Button>
  );
  return (
    <NurseFrame>
      <EmptyState title={t('call.gone')} action={back}>
        {t('call.goneText')}
      </EmptyState>
    </NurseFrame>
  );
}
