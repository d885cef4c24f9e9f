import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Refusal } from '#contracts/refusal.ts';
import { useServices } from '../app/services.ts';
import { SignInProblem } from './sign-in-problem.tsx';

type Missing = { email: boolean; password: boolean };

export function SignInForm() {
  const { t } = useTranslation('front');
  const { session } = useServices();
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const [missing, setMissing] = useState<Missing>({ email: false, password: false });
  const email = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const isShown = useRef(true);
  useEffect(() => {
    isShown.current = true;
    return () => {
      isShown.current = false;
    };
  }, []);

  async function signIn(): Promise<void> {
    const given = { email: email.current?.value.trim() ?? '', password: password.current?.value ?? '' };
    const nowMissing = { email: !given.email.includes('@'), password: given.password === '' };
    setMissing(nowMissing);
    if (nowMissing.email) return email.current?.focus();
    if (nowMissing.password) return password.current?.focus();
    setIsBusy(true);
    setProblem(undefined);
    try {
      await session.signIn(given.email, given.password);
    } catch (error) {
      if (!isShown.current) return;
      setProblem(error);
      setIsBusy(false);
      if (error instanceof Refusal && error.code === 'wrong_credentials') password.current?.select();
    }
  }

  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void signIn();
  };

  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="md">
        {problem === undefined ? null : <SignInProblem problem={problem} />}
        <TextInput
          ref={email}
          type="email"
          label={t('signIn.email')}
          autoComplete="username"
          inputMode="email"
          autoCapitalize="none"
          spellCheck={false}
          error={missing.email ? t('signIn.emailMissing') : undefined}
        />
        <PasswordInput
          ref={password}
          label={t('signIn.password')}
          autoComplete="current-password"
          error={missing.password ? t('signIn.passwordMissing') : undefined}
          rightSectionWidth={56}
          visibilityToggleButtonProps={{
            'aria-label': t('signIn.showPassword'),
            tabIndex: 0,
            style: { width: 48, height: 48 },
          }}
        />
        <Button type="submit" fullWidth loading={isBusy}>
          {t('signIn.submit')}
        </Button>
      </Stack>
    </form>
  );
}
