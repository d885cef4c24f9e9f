import { Button } from '@mantine/core';
import { IconVolume } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { playChime } from '../../devices/chime.ts';

/** Lets one hear whether there is sound. */
export function PlaySound({ speaker }: { speaker: string | undefined }) {
  const { t } = useTranslation('patient');
  const [said, setSaid] = useState('');
  const play = () => {
    playChime('check', speaker).then(
      () => setSaid(t('check.played')),
      () => setSaid(t('check.noSound')),
    );
  };
  return (
    <div>
      <Button variant="default" fullWidth leftSection={<IconVolume aria-hidden size={22} />} onClick={play}>
        {t('check.playSound')}
      </Button>
      <p role="status" hidden={said === ''}>
        {said}
      </p>
    </div>
  );
}
