import { useTranslation } from 'react-i18next';
import type { Visit } from '#contracts/visits/visit.ts';
import { Notice } from '../../ui/states/notice.tsx';

type Back = NonNullable<Extract<Visit, { status: 'waiting' }>['sentBack']>;

/** Why one waits again: who asked for it, and what for. */
export function SentBack({ sentBack }: { sentBack: Back }) {
  const { t } = useTranslation('patient');
  const name = sentBack.by.name;
  return (
    <Notice tone="waiting" title={t('waiting.sentBackBy', { name })}>
      {sentBack.reason === undefined
        ? t('waiting.sentBackText')
        : t('waiting.sentBackReason', { reason: sentBack.reason })}
    </Notice>
  );
}
