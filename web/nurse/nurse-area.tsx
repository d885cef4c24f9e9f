import { useTranslation } from 'react-i18next';
import { AppFrame } from '../ui/frame/app-frame.tsx';
import { PageTitle } from '../ui/frame/page-title.tsx';

export function NurseArea() {
  const { t } = useTranslation('nurse');
  return (
    <AppFrame home="/nurse" width="wide">
      <PageTitle title={t('area.title')} />
    </AppFrame>
  );
}
