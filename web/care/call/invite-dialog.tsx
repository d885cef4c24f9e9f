import { Button, Group, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Visit } from '#contracts/visits/visit.ts';
import { useApi, useFormat } from '../../app/services.ts';
import { announce } from '../../ui/frame/live-region.tsx';
import { Notice } from '../../ui/states/notice.tsx';
import { useProblemText } from '../../ui/states/problem-text.ts';
import styles from '../care.module.css';
import { Dialog } from '../dialog.tsx';

type Props = { visit: Visit; isOpen: boolean; close: () => void };

/** Makes a link with which the visit's patient joins without an account, and copies it. */
export function InviteDialog({ visit, isOpen, close }: Props) {
  const { t } = useTranslation('care');
  const { name } = visit.patient;
  return (
    <Dialog title={t('inviteDialog.title', { name })} isOpen={isOpen} close={close}>
      <div className={styles['link']}>
        <Text>{t('inviteDialog.text', { name })}</Text>
        <Link visit={visit} />
      </div>
    </Dialog>
  );
}

function Link({ visit }: { visit: Visit }) {
  const { t } = useTranslation('care');
  const api = useApi();
  const format = useFormat();
  const problemText = useProblemText();
  const make = useMutation({
    mutationFn: () => api.identity.inviteToVisit({ params: { visitId: visit.id }, body: {} }),
  });
  if (make.data !== undefined)
    return (
      <>
        <TextInput
          // The button that made it has gone.
          ref={focusNew}
          label={t('inviteDialog.link')}
          readOnly
          value={make.data.url}
          onFocus={(event) => event.currentTarget.select()}
        />
        <Text c="dimmed">{t('inviteDialog.expires', { time: format.absolute(make.data.expiresAt) })}</Text>
        <CopyLink url={make.data.url} />
      </>
    );
  return (
    <>
      {make.isError ? (
        <Notice tone="urgent" title={t('inviteDialog.failed')} role="alert">
          {problemText(make.error)}
        </Notice>
      ) : null}
      <Group justify="flex-end">
        <Button data-autofocus loading={make.isPending} onClick={() => make.mutate()}>
          {t('inviteDialog.make')}
        </Button>
      </Group>
    </>
  );
}

const focusNew = (element: HTMLInputElement | null) => element?.focus();

function CopyLink({ url }: { url: string }) {
  const { t } = useTranslation('care');
  const [state, setState] = useState<'ready' | 'copied' | 'refused'>('ready');
  const tell = (next: 'copied' | 'refused') => {
    setState(next);
    announce(t(next === 'copied' ? 'inviteDialog.copied' : 'inviteDialog.copyFailed'));
  };
  const copy = () => {
    // Browsers give the clipboard only to HTTPS and localhost.
    const writing = navigator.clipboard?.writeText(url) ?? Promise.reject(new Error('No clipboard.'));
    writing.then(
      () => tell('copied'),
      () => tell('refused'),
    );
  };
  return (
    <Group justify="flex-end">
      {state === 'refused' ? <Text>{t('inviteDialog.copyFailed')}</Text> : null}
      <Button onClick={copy}>{t(state === 'copied' ? 'inviteDialog.copied' : 'inviteDialog.copy')}</Button>
    </Group>
  );
}
