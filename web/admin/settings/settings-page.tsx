import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Refusal } from '#contracts/refusal.ts';
import { useApi } from '../../app/services.ts';
import { PageTitle } from '../../ui/frame/page-title.tsx';
import { EmptyState } from '../../ui/states/empty-state.tsx';
import { QueryView } from '../../ui/states/query-view.tsx';
import { Skeletons } from '../../ui/states/skeletons.tsx';
import { AdminTable } from '../admin-table.tsx';
import styles from '../admin.module.css';
import { type Setting, SettingRow } from './setting-row.tsx';

const columns = ['name', 'value', 'origin'] as const;

/** Each setting with its value, where it came from and what it does: for whoever operates the installation. */
export function SettingsPage() {
  const { t } = useTranslation('admin');
  const api = useApi();
  const query = useQuery({ queryKey: ['settings'], queryFn: () => api.admin.listSettings() });
  const isNotOurs = query.error instanceof Refusal && query.error.code === 'not_permitted';
  return (
    <div className={styles['page']}>
      <PageTitle title={t('settings.title')} />
      {isNotOurs ? (
        <EmptyState title={t('settings.notYours')}>{t('settings.notYoursText')}</EmptyState>
      ) : (
        <>
          <Text c="dimmed">{t('settings.lead')}</Text>
          <QueryView
            query={query}
            skeleton={<Skeletons count={8} height={64} />}
            isEmpty={({ settings }) => settings.length === 0}
            empty={<EmptyState title={t('settings.empty')}>{t('settings.emptyText')}</EmptyState>}
          >
            {({ settings }) => <SettingTable settings={settings} />}
          </QueryView>
        </>
      )}
    </div>
  );
}

function SettingTable({ settings }: { settings: readonly Setting[] }) {
  const { t } = useTranslation('admin');
  return (
    <AdminTable caption={t('settings.list')} headings={columns.map((column) => t(`settings.${column}`))}>
      {settings.map((setting) => (
        <SettingRow key={setting.name} setting={setting} />
      ))}
    </AdminTable>
  );
}
