import { MantineProvider } from '@mantine/core';
import { type ReactNode, useEffect, useSyncExternalStore } from 'react';
import { cssVariables, theme } from '../theme.ts';

let rooms = 0;
const listeners = new Set<() => void>();

const tell = () => {
  for (const listener of listeners) listener();
};

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
};

/** Light or dark as the reader's system says; dark while a call room is open. */
export function ColorScheme({ children }: { children: ReactNode }) {
  const isDark = useSyncExternalStore(subscribe, () => rooms > 0);
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      {...(isDark ? { forceColorScheme: 'dark' as const } : {})}
    >
      {children}
    </MantineProvider>
  );
}

/** Keeps the whole page dark while the component is there: a bright page beside a face tires the eyes. */
export function useDarkRoom(): void {
  useEffect(() => {
    rooms += 1;
    tell();
    return () => {
      rooms -= 1;
      tell();
    };
  }, []);
}
