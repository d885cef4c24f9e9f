import { useTranslation } from 'react-i18next';
import { AppFrame } from '../ui/frame/app-frame.tsx';
import { PageTitle } from '../ui/frame/page-title.tsx';

export function AdminArea() {
  const { t } = useTranslation('admin');
  return (
    <AppFrame home="/admin" width="wide">
      <PageTitle title={t('area.title')} />
    </AppFrame>
  );
}
