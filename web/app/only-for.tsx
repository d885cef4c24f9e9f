import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Navigate, Outlet, useLocation } from 'react-router';
import type { Role } from '#contracts/actor.ts';
import { NoPermissionPage } from '../front/no-permission-page.tsx';
import { AppFrame } from '../ui/frame/app-frame.tsx';
import { PageTitle } from '../ui/frame/page-title.tsx';
import { Notice } from '../ui/states/notice.tsx';
import { Skeletons } from '../ui/states/skeletons.tsx';
import { useServices, useSession } from './services.ts';

/** Lets some roles in; others are told, and strangers sign in first. The server decides again on every request. */
export function OnlyFor({ roles }: { roles: readonly Role[] }) {
  const session = useSession();
  const { pathname, search } = useLocation();
  switch (session.status) {
    case 'restoring':
      return <Waiting />;
    case 'signed-out': {
      if (session.because === 'unreachable') return <Unreachable />;
      if (session.because === 'left') return <Navigate to="/" replace />;
      // Neither of them has a password to sign in with.
      if (session.because === 'closed' && session.was === 'tab') return <Navigate to="/demo" replace />;
      if (session.because === 'closed' && session.was === 'guest') return <Navigate to="/join" replace />;
      const next = encodeURIComponent(pathname + search);
      return <Navigate to={`/sign-in?next=${next}`} replace />;
    }
    case 'signed-in':
      return roles.includes(session.me.role) ? <Outlet /> : <NoPermissionPage />;
    default:
      return session satisfies never;
  }
}

export function Waiting() {
  return (
    <AppFrame home="/">
      <Skeletons />
    </AppFrame>
  );
}

function Unreachable() {
  const { t } = useTranslation();
  const { session } = useServices();
  const again = (
    <Button variant="default" onClick={() => session.restore()}>
      {t('tryAgain')}
    </Button>
  );
  return (
    <AppFrame home="/">
      <PageTitle title={t('unreachable.title')} isQuiet />
      <Notice tone="waiting" title={t('unreachable.title')} action={again} role="alert">
        {t('unreachable.text')}
      </Notice>
    </AppFrame>
  );
}
