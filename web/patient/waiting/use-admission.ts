import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { playChime } from '../../devices/chime.ts';
import { announce } from '../../ui/frame/live-region.tsx';

/** Tells of being let in or sent back, in sound, vibration and words. */
export function useAdmission(isIn: boolean, name: string): void {
  const { t } = useTranslation('patient');
  const wasIn = useRef(isIn);
  useEffect(() => {
    if (wasIn.current === isIn) return;
    wasIn.current = isIn;
    if (!isIn) return announce(t('waiting.sentBackNews'));
    announce(t('waiting.admittedNews', { name }));
    // Where the browser allows no sound or has no motor, the page itself shows it.
    playChime('admitted').catch(() => undefined);
    if ('vibrate' in navigator) navigator.vibrate([200, 100, 200]);
  }, [isIn, name, t]);
}
