import { Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

type Props = { title: string; children: ReactNode; action?: ReactNode; icon?: ReactNode };

/** Nothing is here yet: what will be, and what to do meanwhile. */
export function EmptyState({ title, children, action, icon }: Props) {
  return (
    <Stack align="center" gap="xs" py="xl" ta="center">
      {icon}
      <Title order={2} size="h3">
        {title}
      </Title>
      <Text c="dimmed" maw="34rem">
        {children}
      </Text>
      {action}
    </Stack>
  );
}
