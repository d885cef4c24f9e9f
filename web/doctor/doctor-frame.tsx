import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CareNav } from '../care/care-nav.tsx';
import { AppFrame } from '../ui/frame/app-frame.tsx';

export function DoctorFrame({ children }: { children: ReactNode }) {
  const { t } = useTranslation('doctor');
  return (
    <AppFrame home="/doctor" width="wide" nav={<CareNav home="/doctor" homeLabel={t('area.title')} />}>
      {children}
    </AppFrame>
  );
}
