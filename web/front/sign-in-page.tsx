import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Navigate, useSearchParams } from 'react-router';
import { goOnTo } from '../app/home-of.ts';
import { Waiting } from '../app/only-for.tsx';
import { useSession } from '../app/services.ts';
import { AppFrame } from '../ui/frame/app-frame.tsx';
import { PageTitle } from '../ui/frame/page-title.tsx';
import { Notice } from '../ui/states/notice.tsx';
import { ForgottenPassword } from './forgotten-password.tsx';
import styles from './front.module.css';
import { SignInForm } from './sign-in-form.tsx';

/** Sign-in with e-mail and password. Who is signed in already goes on to where they wanted. */
export function SignInPage() {
  const { t } = useTranslation('front');
  const session = useSession();
  const [search] = useSearchParams();
  if (session.status === 'restoring') return <Waiting />;
  if (session.status === 'signed-in')
    return <Navigate to={goOnTo(search.get('next'), session.me.role)} replace />;
  return (
    <AppFrame home="/">
      <Stack gap="lg" className={styles['narrow'] ?? ''}>
        <PageTitle title={t('signIn.title')} />
        {session.because === 'closed' ? (
          <Notice tone="waiting" title={t('signIn.ended')} role="status" />
        ) : null}
        <SignInForm />
        <ForgottenPassword />
      </Stack>
    </AppFrame>
  );
}
