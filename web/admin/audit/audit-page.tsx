import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../app/services.ts';
import { PageTitle } from '../../ui/frame/page-title.tsx';
import { EmptyState } from '../../ui/states/empty-state.tsx';
import { Skeletons } from '../../ui/states/skeletons.tsx';
import styles from '../admin.module.css';
import { PagesView } from '../pages-view.tsx';
import { AuditFilter } from './audit-filter.tsx';
import { AuditTable } from './audit-table.tsx';
import { type AuditSearch, noSearch, queryOf } from './audit-search.ts';
import { ChainLine } from './chain-line.tsx';
import { usePeople } from './use-people.ts';

/** Who did and saw what: filters, the entries, and whether the chain holds. */
export function AuditPage() {
  const { t } = useTranslation('admin');
  const api = useApi();
  const people = usePeople();
  const [search, setSearch] = useState<AuditSearch>(noSearch);
  const query = useInfiniteQuery({
    queryKey: ['audit', search],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: cursor }) =>
      api.audit.listEntries({ query: { ...queryOf(search), limit: 50, ...(cursor && { cursor }) } }),
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
  const entries = query.data?.pages.flatMap((page) => page.entries) ?? [];
  return (
    <div className={styles['page']}>
      <PageTitle title={t('audit.title')} />
      <ChainLine />
      <AuditFilter people={people} search={search} change={setSearch} />
      <PagesView
        query={query}
        isEmpty={entries.length === 0}
        skeleton={<Skeletons count={6} height={56} />}
        empty={<EmptyState title={t('audit.empty')}>{t('audit.emptyText')}</EmptyState>}
      >
        <AuditTable entries={entries} people={people} />
      </PagesView>
    </div>
  );
}
