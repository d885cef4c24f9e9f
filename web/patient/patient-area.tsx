import { useEffect } from 'react';
import { Route, Routes } from 'react-router';
import { NotFoundPage } from '../front/not-found-page.tsx';
import { HomePage } from './home/home-page.tsx';
import { DeviceTestPage, MessagesPage, VisitPage, preloadPages } from './pages.ts';

/** Everything a patient sees. A guest by invitation sees the same, of one visit. */
export function PatientArea() {
  useEffect(preloadPages, []);
  return (
    <Routes>
      <Route index element={<HomePage />} />
      <Route path="test" element={<DeviceTestPage />} />
      <Route path="messages" element={<MessagesPage />} />
      <Route path="visits/:visitId" element={<VisitPage />} />
      <Route path="visits/:visitId/messages" element={<MessagesPage />} />
      <Route path="*" element={<NotFoundPage />} />
    </Routes>
  );
}
