import { Button, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Browser, browserOf } from '../../devices/browser-of.ts';
import styles from './check.module.css';
import { PermissionPicture } from './permission-picture.tsx';

/** Permission was refused: the steps for this very browser, with a picture of where to tap. */
export function PermissionHelp({ isBlocked, again }: { isBlocked: boolean; again: () => void }) {
  const { t } = useTranslation('patient');
  const { t: common } = useTranslation();
  const browser = browserOf(navigator.userAgent, navigator.maxTouchPoints);
  return (
    <Stack component="section" gap="sm" className={styles['help'] ?? ''}>
      <Title order={2} size="h3">
        {t('help.title')}
      </Title>
      <Text>{isBlocked ? t('help.blocked') : t('help.dismissed')}</Text>
      {isBlocked ? <Steps browser={browser} /> : null}
      <Button onClick={again}>{isBlocked ? common('tryAgain') : t('help.askAgain')}</Button>
    </Stack>
  );
}

function Steps({ browser }: { browser: Browser }) {
  const { t } = useTranslation('patient');
  return (
    <>
      <PermissionPicture browser={browser} />
      <ol className={styles['steps']}>
        <li>{t(`help.first.${browser}`)}</li>
        <li>{t(`help.second.${browser}`)}</li>
        <li>{t('help.third')}</li>
      </ol>
    </>
  );
}
