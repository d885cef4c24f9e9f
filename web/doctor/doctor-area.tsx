import { useTranslation } from 'react-i18next';
import { AppFrame } from '../ui/frame/app-frame.tsx';
import { PageTitle } from '../ui/frame/page-title.tsx';

export function DoctorArea() {
  const { t } = useTranslation('doctor');
  return (
    <AppFrame home="/doctor" width="wide">
      <PageTitle title={t('area.title')} />
    </AppFrame>
  );
}
