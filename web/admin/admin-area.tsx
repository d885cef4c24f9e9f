import '../care/styles.ts';
import { Outlet, Route, Routes } from 'react-router';
import { useTranslation } from 'react-i18next';
import { AreaNav } from '../care/area-nav.tsx';
import { NotFoundPage } from '../front/not-found-page.tsx';
import { AppFrame } from '../ui/frame/app-frame.tsx';
import { AuditPage } from './audit/audit-page.tsx';
import { LivePage } from './live/live-page.tsx';
import { PeoplePage } from './people/people-page.tsx';
import { SettingsPage } from './settings/settings-page.tsx';

/** Everything an administrator sees. */
export function AdminArea() {
  return (
    <Routes>
      <Route element={<AdminFrame />}>
        <Route index element={<LivePage />} />
        <Route path="people" element={<PeoplePage />} />
        <Route path="audit" element={<AuditPage />} />
        <Route path="settings" element={<SettingsPage />} />
      </Route>
      <Route path="*" element={<NotFoundPage />} />
    </Routes>
  );
}

function AdminFrame() {
  const { t } = useTranslation('admin');
  const nav = (
    <AreaNav
      entries={[
        { to: '/admin', label: t('nav.live'), isExact: true },
        { to: '/admin/people', label: t('nav.people') },
        { to: '/admin/audit', label: t('nav.audit') },
        { to: '/admin/settings', label: t('nav.settings') },
      ]}
    />
  );
  return (
    <AppFrame home="/admin" width="wide" nav={nav}>
      <Outlet />
    </AppFrame>
  );
}
