import { useTranslation } from 'react-i18next';
import type { LiveNode } from '#contracts/call/live.ts';
import { useFormat } from '../../app/services.ts';
import { EmptyState } from '../../ui/states/empty-state.tsx';
import { useNow } from '../../ui/time/use-now.ts';
import styles from '../admin.module.css';
import { NodeDrain } from './node-drain.tsx';
import { isSilent, mayDrain, visitsOn } from './nodes.ts';

/** The media nodes and how much each worker carries. */
export function NodeList({ nodes }: { nodes: readonly LiveNode[] }) {
  const { t } = useTranslation('admin');
  if (nodes.length === 0) return <EmptyState title={t('live.noNodes')}>{t('live.noNodesText')}</EmptyState>;
  return (
    <ul className={styles['nodes']}>
      {nodes.map((node) => (
        <Node key={node.nodeId} node={node} nodes={nodes} />
      ))}
    </ul>
  );
}

function Node({ node, nodes }: { node: LiveNode; nodes: readonly LiveNode[] }) {
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
        ) : (
          <NodeDrain node={node} mayDrain={mayDrain(node, nodes, now)} />
        )}
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
