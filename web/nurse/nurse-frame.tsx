import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CareNav } from '../care/care-nav.tsx';
import { AppFrame } from '../ui/frame/app-frame.tsx';

export function NurseFrame({ children }: { children: ReactNode }) {
  const { t } = useTranslation('nurse');
  return (
    <AppFrame home="/nurse" width="wide" nav={<CareNav home="/nurse" homeLabel={t('area.title')} />}>
      {children}
    </AppFrame>
  );
}
