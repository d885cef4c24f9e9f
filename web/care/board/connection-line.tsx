import { useTranslation } from 'react-i18next';
import { Late } from '../../ui/states/late.tsx';
import { Notice } from '../../ui/states/notice.tsx';

/** Said while the line to the server is lost and the page shows what was known before. */
export function ConnectionLine({ isLost }: { isLost: boolean }) {
  const { t } = useTranslation('care');
  if (!isLost) return null;
  return (
    <Late>
      <Notice tone="waiting" title={t('disconnected')} />
    </Late>
  );
}
