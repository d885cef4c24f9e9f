import { Button, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { Refusal } from '#contracts/refusal.ts';
import { preloadArea } from '../app/areas.ts';
import { useServices } from '../app/services.ts';
import { dropInvitation, takeInvitation } from '../session/invitation.ts';
import { AppFrame } from '../ui/frame/app-frame.tsx';
import { PageTitle } from '../ui/frame/page-title.tsx';
import { EmptyState } from '../ui/states/empty-state.tsx';
import { Notice } from '../ui/states/notice.tsx';
import { useProblemText } from '../ui/states/problem-text.ts';
import { Skeletons } from '../ui/states/skeletons.tsx';

const take = () =>
  takeInvitation({ tab: sessionStorage, location, history, newKey: () => crypto.randomUUID() });

/** Opens a visit by its invitation link: no account, nothing to ask. */
export function JoinPage() {
  const { t } = useTranslation('front');
  const { session } = useServices();
  const navigate = useNavigate();
  const [invitation] = useState(take);
  const { mutate, isError, error } = useMutation({
    mutationFn: session.redeem,
    onSuccess: (visitId) => {
      dropInvitation(sessionStorage);
      return navigate(`/patient/visits/${visitId}`, { replace: true });
    },
  });
  useEffect(() => {
    if (invitation === undefined) return;
    // The visit's page comes while the server looks at the invitation.
    preloadArea('/patient');
    mutate(invitation);
  }, [invitation, mutate]);

  return (
    <AppFrame home="/">
      {invitation === undefined ? (
        <Refused code="invitation_unknown" error={undefined} again={undefined} />
      ) : isError ? (
        <Refused
          code={error instanceof Refusal ? error.code : 'other'}
          error={error}
          again={() => mutate(invitation)}
        />
      ) : (
        <Stack gap="md">
          <PageTitle title={t('join.title')} />
          <Skeletons count={1} height={240} />
        </Stack>
      )}
    </AppFrame>
  );
}

type RefusedProps = { code: string; error: unknown; again: (() => void) | undefined };

function Refused({ code, error, again }: RefusedProps) {
  const { t } = useTranslation('front');
  const { t: common } = useTranslation();
  const problemText = useProblemText();
  const known: Record<string, { title: string; text: string }> = {
    invitation_unknown: { title: t('join.unknown'), text: t('join.unknownText') },
    invalid_input: { title: t('join.unknown'), text: t('join.unknownText') },
    invitation_expired: { title: t('join.expired'), text: t('join.expiredText') },
    invitation_used: { title: t('join.used'), text: t('join.usedText') },
    visit_closed: { title: t('join.closed'), text: t('join.closedText') },
  };
  const told = known[code];
  if (told !== undefined) {
    const start = (
      <Button component={Link} to="/" variant="default" mt="sm">
        {t('notFound.action')}
      </Button>
    );
    return (
      <>
        <PageTitle title={told.title} isQuiet />
        <EmptyState title={told.title} action={start}>
          {told.text}
        </EmptyState>
      </>
    );
  }
  return (
    <Stack gap="md">
      <PageTitle title={t('join.failed')} />
      <Notice
        tone="urgent"
        title={problemText(error)}
        role="alert"
        action={
          <Button variant="default" onClick={again}>
            {common('tryAgain')}
          </Button>
        }
      />
    </Stack>
  );
}
