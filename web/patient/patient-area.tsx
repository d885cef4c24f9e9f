import { useTranslation } from 'react-i18next';
import { AppFrame } from '../ui/frame/app-frame.tsx';
import { PageTitle } from '../ui/frame/page-title.tsx';

export function PatientArea() {
  const { t } = useTranslation('patient');
  return (
    <AppFrame home="/patient">
      <PageTitle title={t('home.title')} />
    </AppFrame>
  );
}
