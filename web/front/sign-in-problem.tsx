import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Refusal } from '#contracts/refusal.ts';
import { Notice } from '../ui/states/notice.tsx';
import { useProblemText } from '../ui/states/problem-text.ts';
import { useNow } from '../ui/time/use-now.ts';

/** Why one is not in: never whether the account is there. */
export function SignInProblem({ problem }: { problem: unknown }) {
  const { t } = useTranslation('front');
  const problemText = useProblemText();
  if (!(problem instanceof Refusal))
    return <Notice tone="urgent" title={problemText(problem)} role="alert" />;
  const isLocked = problem.code === 'locked_for_now' || problem.code === 'too_many_requests';
  if (isLocked && problem.retryAfterMs !== undefined) {
    return <Locked key={problem.message} forMs={problem.retryAfterMs} />;
  }
  const isWrong = problem.code === 'wrong_credentials' || problem.code === 'invalid_input';
  return <Notice tone="urgent" title={isWrong ? t('signIn.wrong') : problemText(problem)} role="alert" />;
}

function Locked({ forMs }: { forMs: number }) {
  const { t } = useTranslation('front');
  const [endsAt] = useState(() => Date.now() + forMs);
  const leftMs = endsAt - useNow(1_000);
  return leftMs > 0 ? (
    <Notice tone="waiting" title={t('signIn.locked', { count: Math.round(leftMs / 60_000) })} role="alert" />
  ) : (
    <Notice tone="live" title={t('signIn.lockedOver')} role="status" />
  );
}
