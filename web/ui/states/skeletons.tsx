import { Skeleton, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Late } from './late.tsx';

/** Grey places of what will come, in its height, so that nothing jumps. */
export function Skeletons({ count = 3, height = 96 }: { count?: number; height?: number }) {
  const { t } = useTranslation();
  return (
    <Late>
      <Stack gap="md" role="group" aria-busy="true" aria-label={t('loading')}>
        {Array.from({ length: count }, (_, at) => (
          <Skeleton key={at} height={height} radius="lg" />
        ))}
      </Stack>
    </Late>
  );
}
