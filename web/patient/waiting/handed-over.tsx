import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Visit } from '#contracts/visits/visit.ts';
import { announce } from '../../ui/frame/live-region.tsx';
import { Notice } from '../../ui/states/notice.tsx';

type Waiting = Extract<Visit, { status: 'waiting' }>;

/** Another doctor comes than the one who was booked: who, and that nothing is lost. */
export function HandedOver({ visit }: { visit: Waiting }) {
  const { t } = useTranslation('patient');
  const { name, userId } = visit.doctor;
  const told = useRef(userId);
  const title = t('waiting.handedOver', { name });
  useEffect(() => {
    if (told.current !== userId) announce(title);
    told.current = userId;
  }, [userId, title]);
  if (visit.handedOver === undefined) return null;
  return (
    <Notice tone="expected" title={title}>
      {t('waiting.handedOverText', { from: visit.handedOver.from.name, name })}
    </Notice>
  );
}
