import { Anchor, Button, Text } from '@mantine/core';
import { IconLogout, IconWifiOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useServices, useSession } from '../../app/services.ts';
import { useOnline } from './use-online.ts';
import styles from './app-frame.module.css';
import { Brand } from './brand.tsx';

type Props = {
  children: ReactNode;
  /** Where the brand leads: the area's own start. */
  home: string;
  /** The area's pages, beside the brand. */
  nav?: ReactNode;
  /** `narrow` for what is read and tapped, `wide` for tables and boards. */
  width?: 'narrow' | 'wide';
};

/** What stands round every page outside a call: brand, who is signed in, the way out, and whether there is a network. */
export function AppFrame({ children, home, nav, width = 'narrow' }: Props) {
  const { t } = useTranslation();
  return (
    <div className={styles['frame']}>
      <a href="#content" className={styles['skip']}>
        {t('skipToContent')}
      </a>
      <header className={styles['header']} data-width={width}>
        <Anchor component={Link} to={home} underline="never" className={styles['brand']}>
          <Brand />
        </Anchor>
        {nav === undefined ? null : <nav className={styles['nav']}>{nav}</nav>}
        <Person />
      </header>
      <Offline />
      <main id="content" tabIndex={-1} className={styles['content']} data-width={width}>
        {children}
      </main>
    </div>
  );
}

function Person() {
  const { t } = useTranslation();
  const session = useSession();
  const { session: store } = useServices();
  if (session.status !== 'signed-in') return null;
  const signOut = () => {
    // Whatever the server says, this tab has left; the session ends by itself if it did not hear.
    store.signOut().catch(() => undefined);
  };
  return (
    <div className={styles['person']}>
      <Text className={styles['name']} title={t('signedInAs', { name: session.me.name })}>
        {session.me.name}
      </Text>
      <Button
        variant="subtle"
        color="gray"
        size="md"
        leftSection={<IconLogout aria-hidden size={20} />}
        onClick={signOut}
      >
        {t('signOut')}
      </Button>
    </div>
  );
}

function Offline() {
  const { t } = useTranslation();
  if (useOnline()) return null;
  return (
    <div className={styles['offline']} role="status">
      <IconWifiOff aria-hidden size={22} />
      <Text>
        <strong>{t('offline.title')}.</strong> {t('offline.text')}
      </Text>
    </div>
  );
}
