import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import type { VisitId } from '#contracts/ids.ts';
import { isVisitId } from '../api/ids.ts';
import { NotFoundPage } from '../front/not-found-page.tsx';
import { AppFrame } from '../ui/frame/app-frame.tsx';
import { PageTitle } from '../ui/frame/page-title.tsx';
import { QueryView } from '../ui/states/query-view.tsx';
import { useNow } from '../ui/time/use-now.ts';
import { useVisit } from '../visit/use-visit.ts';
import { AfterVisit } from './after/after-visit.tsx';
import { isComing } from './home/visits.ts';
import { TooEarly } from './waiting/too-early.tsx';
import { VisitFlow } from './visit-flow.tsx';

/** One visit, wherever it stands: check, waiting room, call, after. */
export function VisitPage() {
  const { visitId } = useParams();
  return isVisitId(visitId) ? <Known visitId={visitId} /> : <NotFoundPage />;
}

function Known({ visitId }: { visitId: VisitId }) {
  const { t } = useTranslation('patient');
  const query = useVisit(visitId);
  const visit = query.data?.visit;
  const now = useNow();
  if (visit !== undefined && visit.status === 'booked' && now < visit.opensAt)
    return <TooEarly visit={visit} />;
  if (visit !== undefined && isComing(visit)) return <VisitFlow visit={visit} queue={query.data?.queue} />;
  return (
    <AppFrame home="/patient">
      {visit === undefined ? <PageTitle title={t('visit.title')} /> : null}
      <QueryView query={query}>{(data) => <AfterVisit visit={data.visit} />}</QueryView>
    </AppFrame>
  );
}
