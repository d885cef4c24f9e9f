import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Notice } from '../../ui/states/notice.tsx';
import type { Call } from '../../visit/use-call.ts';

/** The call's own code could not be fetched: nothing is lost, and one may try again. */
export function CallProblem({ call }: { call: Call }) {
  const { t } = useTranslation('patient');
  const { t: common } = useTranslation();
  if (call.problem === undefined) return null;
  const again = (
    <Button variant="default" onClick={call.restart}>
      {common('tryAgain')}
    </Button>
  );
  return (
    <Notice tone="urgent" title={t('waiting.noCall')} action={again} role="alert">
      {t('waiting.noCallText')}
    </Notice>
  );
}
