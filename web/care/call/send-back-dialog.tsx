import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Visit } from '#contracts/visits/visit.ts';
import { Notice } from '../../ui/states/notice.tsx';
import { useProblemText } from '../../ui/states/problem-text.ts';
import { useVisitActions } from './use-visit-actions.ts';
import { Dialog } from '../dialog.tsx';

type Props = { visit: Visit; isOpen: boolean; close: () => void };

/** Sends the patient back to the waiting room; the reason, if one is given, is what the patient reads there. */
export function SendBackDialog({ visit, isOpen, close }: Props) {
  const { t } = useTranslation('care');
  const { sendBack } = useVisitActions();
  const problemText = useProblemText();
  const [reason, setReason] = useState('');
  const { name } = visit.patient;
  return (
    <Dialog title={t('sendBackDialog.title', { name })} isOpen={isOpen} close={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          sendBack.mutate(
            { visitId: visit.id, reason },
            {
              onSuccess: () => {
                setReason('');
                close();
              },
            },
          );
        }}
      >
        <Stack>
          <Text>{t('sendBackDialog.text', { name })}</Text>
          {sendBack.isError ? (
            <Notice tone="urgent" title={t('failed.sendBack')} role="alert">
              {problemText(sendBack.error)}
            </Notice>
          ) : null}
          <TextInput
            data-autofocus
            label={t('sendBackDialog.reason', { name })}
            maxLength={200}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t('sendBackDialog.cancel')}
            </Button>
            <Button type="submit" loading={sendBack.isPending}>
              {t('sendBack')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
