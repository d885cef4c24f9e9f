import { Button } from '@mantine/core';
import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { QueryView } from '../ui/states/query-view.tsx';

type Props = {
  query: UseInfiniteQueryResult;
  isEmpty: boolean;
  skeleton: ReactNode;
  empty: ReactNode;
  children: ReactNode;
};

/** A list that comes in pages: its states, and the button for more. */
export function PagesView({ query, isEmpty, skeleton, empty, children }: Props) {
  const { t } = useTranslation('admin');
  return (
    <QueryView query={query} isEmpty={() => isEmpty} skeleton={skeleton} empty={empty}>
      {() => (
        <>
          {children}
          {query.hasNextPage ? (
            <Button
              variant="default"
              loading={query.isFetchingNextPage}
              onClick={() => void query.fetchNextPage()}
            >
              {t('people.more')}
            </Button>
          ) : null}
        </>
      )}
    </QueryView>
  );
}
