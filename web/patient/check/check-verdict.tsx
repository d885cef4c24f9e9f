import { Button } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { type DeviceState, isSettled } from '../../devices/device-state.ts';
import { announce } from '../../ui/frame/live-region.tsx';
import { Notice } from '../../ui/states/notice.tsx';

type Verdict =
  | 'ready'
  | 'noCamera'
  | 'busyCamera'
  | 'noMicrophone'
  | 'busyMicrophone'
  | 'nothing'
  | 'insecure'
  | 'refused';

/** One answer: ready, or what is wrong and the next step. */
export function CheckVerdict({ state, again }: { state: DeviceState; again: () => void }) {
  const { t } = useTranslation('patient');
  const { t: common } = useTranslation();
  const verdict = isSettled(state) ? verdictOfState(state) : undefined;
  const told = verdict === undefined ? '' : t(`check.verdict.${verdict}`);
  useEffect(() => {
    if (told !== '') announce(told);
  }, [told]);
  // Refused has its own steps, with a picture.
  if (verdict === undefined || verdict === 'refused') return null;
  if (verdict === 'ready') return <Notice tone="live" title={told} />;
  const button = (
    <Button variant="default" onClick={again}>
      {common('tryAgain')}
    </Button>
  );
  return (
    <Notice tone="waiting" title={told} action={button}>
      {t(`check.next.${verdict}`)}
    </Notice>
  );
}

function verdictOfState({ camera, microphone }: DeviceState): Verdict {
  if (camera.status === 'refused' || microphone.status === 'refused') return 'refused';
  if (camera.status === 'ready' && microphone.status === 'ready') return 'ready';
  if (microphone.status === 'ready') return camera.status === 'busy' ? 'busyCamera' : 'noCamera';
  if (camera.status === 'ready') return microphone.status === 'busy' ? 'busyMicrophone' : 'noMicrophone';
  // Browsers hide every device from a page that came without HTTPS.
  return window.isSecureContext ? 'nothing' : 'insecure';
}
