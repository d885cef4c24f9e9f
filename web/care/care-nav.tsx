import { useTranslation } from 'react-i18next';
import { useMe } from '../app/services.ts';
import { AreaNav } from './area-nav.tsx';
import { unreadOfAll } from './threads/threads.ts';
import { Unread } from './threads/unread.tsx';
import { useThreads } from './threads/use-threads.ts';

/** The pages of those who care: their list or board, and the messages with what is unread. */
export function CareNav({ home, homeLabel }: { home: string; homeLabel: string }) {
  const { t } = useTranslation('care');
  const me = useMe();
  const { data } = useThreads();
  return (
    <AreaNav
      entries={[
        { to: home, label: homeLabel, isExact: true },
        {
          to: `${home}/messages`,
          label: t('threads.title'),
          extra: <Unread count={unreadOfAll(data, me.userId)} />,
        },
      ]}
    />
  );
}
