import { Button, Stack, Text, Title } from '@mantine/core';
import { Component, type ErrorInfo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

type State = { id: string | undefined };

/** Catches what breaks a page and shows an id to quote; the same id is in the browser's console with the fault. */
export class CrashBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { id: undefined };

  static getDerivedStateFromError(): State {
    return { id: crypto.randomUUID().slice(0, 8) };
  }

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    // The only place that writes to the console: the id leads whoever helps from the page to the fault.
    reportError(new Error(`Crash ${this.state.id ?? ''}${info.componentStack ?? ''}`, { cause: error }));
  }

  override render(): ReactNode {
    return this.state.id === undefined ? this.props.children : <CrashPage id={this.state.id} />;
  }
}

function CrashPage({ id }: { id: string }) {
  const { t } = useTranslation();
  return (
    <main>
      <Stack align="center" ta="center" px="md" py="xl" gap="md">
        <Title order={1}>{t('crash.title')}</Title>
        <Text maw="34rem">{t('crash.text')}</Text>
        <Text fw={600}>{t('crash.id', { id })}</Text>
        <Button onClick={() => location.reload()}>{t('crash.reload')}</Button>
      </Stack>
    </main>
  );
}
