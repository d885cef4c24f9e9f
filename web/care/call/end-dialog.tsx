import { Button, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Visit } from '#contracts/visits/visit.ts';
import { Notice } from '../../ui/states/notice.tsx';
import { useProblemText } from '../../ui/states/problem-text.ts';
import { useVisitActions } from './use-visit-actions.ts';
import { Dialog } from '../dialog.tsx';

type Props = { visit: Visit; others: readonly string[]; isOpen: boolean; close: () => void };

/** Asks once before a visit ends, and says who will be cut off. */
export function EndDialog({ visit, others, isOpen, close }: Props) {
  const { t, i18n } = useTranslation('care');
  const { end } = useVisitActions();
  const problemText = useProblemText();
  return (
    <Dialog title={t('endDialog.title')} isOpen={isOpen} close={close}>
      <Stack>
        <Text>
          {others.length === 0
            ? t('endDialog.cutsNobody')
            : t('endDialog.cuts', { names: new Intl.ListFormat(i18n.language).format(others) })}
        </Text>
        {end.isError ? (
          <Notice tone="urgent" title={t('failed.end')} role="alert">
            {problemText(end.error)}
          </Notice>
        ) : null}
        <Group justify="flex-end">
          <Button variant="default" data-autofocus onClick={close}>
            {t('endDialog.cancel')}
          </Button>
          <Button
            color="red.8"
            loading={end.isPending}
            onClick={() => end.mutate(visit.id, { onSuccess: close })}
          >
            {t('endVisit')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
