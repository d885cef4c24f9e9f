import { Button } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Notice } from './notice.tsx';
import { useProblemText } from './problem-text.ts';
import { Skeletons } from './skeletons.tsx';

type Props<T> = {
  query: UseQueryResult<T>;
  children: (data: T) => ReactNode;
  skeleton?: ReactNode;
  /** Shown in place of content when `isEmpty` says so: what will be here, and what to do. */
  empty?: ReactNode;
  isEmpty?: (data: T) => boolean;
};

/** The five states of whatever is loaded: loading, empty, content, failed, offline. */
export function QueryView<T>({ query, children, skeleton, empty, isEmpty }: Props<T>) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  if (query.data !== undefined) {
    return isEmpty?.(query.data) ? (empty ?? null) : children(query.data);
  }
  if (query.fetchStatus === 'paused')
    return (
      <Notice tone="waiting" title={t('offline.title')}>
        {t('offline.text')}
      </Notice>
    );
  if (query.isError) {
    const again = (
      <Button variant="default" loading={query.isFetching} onClick={() => void query.refetch()}>
        {t('tryAgain')}
      </Button>
    );
    return (
      <Notice tone="urgent" title={t('failed.title')} action={again} role="alert">
        {problemText(query.error)}
      </Notice>
    );
  }
  return skeleton ?? <Skeletons />;
}
