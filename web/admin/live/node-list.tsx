import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { LiveNode } from '#contracts/call/live.ts';
import { useFormat } from '../../app/services.ts';
import { EmptyState } from '../../ui/states/empty-state.tsx';
import { useNow } from '../../ui/time/use-now.ts';
import styles from '../admin.module.css';
import { NodeDrain } from './node-drain.tsx';
import { isSilent, mayDrain, visitsOn } from './nodes.ts';
import type { Sessions } from './sessions.ts';

/** The media nodes and how much each worker carries. */
export function NodeList({ sessions }: { sessions: Sessions }) {
  const { t } = useTranslation('admin');
  const { nodes, operator } = sessions;
  if (nodes.length === 0) return <EmptyState title={t('live.noNodes')}>{t('live.noNodesText')}</EmptyState>;
  return (
    <>
      {operator === 'you' ? null : <WhoDrains sessions={sessions} />}
      <ul className={styles['nodes']}>
        {nodes.map((node) => (
          <Node key={node.nodeId} node={node} sessions={sessions} />
        ))}
      </ul>
    </>
  );
}

/** Why there is no button, and who changes that. */
function WhoDrains({ sessions: { operator, tenantId } }: { sessions: Sessions }) {
  const { t } = useTranslation('admin');
  return (
    <Text c="dimmed">
      {operator === 'another' ? t('live.operatorElse') : t('live.operatorNobody')}
      {operator === 'nobody' && tenantId !== undefined ? (
        <>
          {' '}
          {t('live.operatorYours')} <code className={styles['id']}>{tenantId}</code>
        </>
      ) : null}
    </Text>
  );
}

function Node({ node, sessions: { nodes, operator } }: { node: LiveNode; sessions: Sessions }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const now = useNow(5_000);
  const silence = now - node.updatedAt;
  const left = visitsOn(node);
  return (
    <li className={styles['card']}>
      <div className={styles['nodeTop']}>
        <h3>{node.nodeId}</h3>
        <span className={styles['quiet']}>{node.region}</span>
        {/* Always there, so that a change in it is read out. */}
        <span role="status">
          {node.isDraining ? (
            <span className={styles['warn']}>
              {left > 0 ? t('live.draining', { count: left }) : t('live.drained')}
            </span>
          ) : null}
        </span>
        {isSilent(node, now) ? (
          <span className={styles['warn']}>
            {t('live.silent', { minutes: format.duration(silence / 1000) })}
          </span>
        ) : operator === 'you' ? (
          <NodeDrain node={node} mayDrain={mayDrain(node, nodes, now)} />
        ) : null}
      </div>
      <ul className={styles['workers']}>
        {node.workers.map((worker) => (
          <Worker key={worker.pid} worker={worker} />
        ))}
      </ul>
    </li>
  );
}

function Worker({ worker: { pid, rooms, cpu } }: { worker: LiveNode['workers'][number] }) {
  const { t, i18n } = useTranslation('admin');
  const percent = new Intl.NumberFormat(i18n.language, { style: 'percent' }).format(cpu);
  return (
    <li className={styles['worker']}>
      <span>{t('live.worker', { pid })}</span>
      <meter
        className={styles['meter']}
        min={0}
        max={1}
        high={0.8}
        value={Math.min(1, cpu)}
        aria-label={t('live.loadOf', { pid })}
      >
        {percent}
      </meter>
      <span>{t('live.load', { percent })}</span>
      <span>{t('live.rooms', { count: rooms })}</span>
    </li>
  );
}
