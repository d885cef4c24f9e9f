import { Button, Group, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LiveNode } from '#contracts/call/live.ts';
import { Refusal } from '#contracts/refusal.ts';
import { useSocket } from '../../app/use-socket.ts';
import { Dialog } from '../../care/dialog.tsx';
import { announce } from '../../ui/frame/live-region.tsx';
import { Notice } from '../../ui/states/notice.tsx';
import { useProblemText } from '../../ui/states/problem-text.ts';
import styles from '../admin.module.css';

type Props = { node: LiveNode; mayDrain: boolean };

/** Takes a node out of service, after asking, and into service again. One button, which keeps the focus. */
export function NodeDrain({ node: { nodeId: node, isDraining }, mayDrain }: Props) {
  const { t } = useTranslation('admin');
  const nodeProblem = useNodeProblem();
  const resume = useNodeAction('node:resume', node);
  const [isAsking, setIsAsking] = useState(false);
  const reason = useId();
  const isOff = !isDraining && !mayDrain;
  const press = () => {
    if (isOff) return;
    if (!isDraining) setIsAsking(true);
    else resume.mutate(undefined, { onSuccess: () => announce(t('live.resumed', { node })) });
  };
  return (
    <div className={styles['drain']}>
      {resume.isError && isDraining ? (
        <Notice tone="urgent" title={t('live.resumeFailed')} role="alert">
          {nodeProblem(resume.error)}
        </Notice>
      ) : null}
      {isOff ? (
        <Text id={reason} c="dimmed">
          {t('live.drainAlone')}
        </Text>
      ) : null}
      <Button
        variant="default"
        // Not disabled, so that whoever uses the keyboard learns why.
        data-disabled={isOff}
        aria-disabled={isOff}
        aria-describedby={isOff ? reason : undefined}
        aria-label={t(isDraining ? 'live.resumeNode' : 'live.drainNode', { node })}
        loading={resume.isPending}
        onClick={press}
      >
        {t(isDraining ? 'live.resume' : 'live.drain')}
      </Button>
      <Dialog title={t('live.drainQuestion', { node })} isOpen={isAsking} close={() => setIsAsking(false)}>
        <Question node={node} close={() => setIsAsking(false)} />
      </Dialog>
    </div>
  );
}

function Question({ node, close }: { node: LiveNode['nodeId']; close: () => void }) {
  const { t } = useTranslation('admin');
  const nodeProblem = useNodeProblem();
  const drain = useNodeAction('node:drain', node);
  return (
    <div className={styles['form']}>
      {drain.isError ? (
        <Notice tone="urgent" title={t('live.drainFailed')} role="alert">
          {nodeProblem(drain.error)}
        </Notice>
      ) : null}
      <Text>{t('live.drainText')}</Text>
      <Group justify="flex-end">
        <Button variant="default" data-autofocus onClick={close}>
          {t('live.cancel')}
        </Button>
        <Button loading={drain.isPending} onClick={() => drain.mutate(undefined, { onSuccess: close })}>
          {t('live.drain')}
        </Button>
      </Group>
    </div>
  );
}

/** What comes of it is told to the page as a change of the node. */
function useNodeAction(request: 'node:drain' | 'node:resume', nodeId: LiveNode['nodeId']) {
  const port = useSocket('sessions');
  return useMutation({
    mutationFn: async () => {
      if (port === undefined) throw new Refusal('unavailable', 'The connection is not there yet.');
      return port.request(request, { nodeId });
    },
  });
}

/** Why it was refused, in the reader's words. */
function useNodeProblem(): (error: unknown) => string {
  const { t } = useTranslation('admin');
  const problemText = useProblemText();
  return (error) => {
    const code = error instanceof Refusal ? error.code : undefined;
    if (code === 'no_other_node') return t('live.drainAlone');
    return code === 'node_ending' ? t('live.nodeEnding') : problemText(error);
  };
}
