import '../care/styles.ts';
import { Route, Routes } from 'react-router';
import { VisitDesk } from '../care/call/visit-desk.tsx';
import { ThreadsPage } from '../care/threads/threads-page.tsx';
import { NotFoundPage } from '../front/not-found-page.tsx';
import { CallPage } from './call/call-page.tsx';
import { DoctorFrame } from './doctor-frame.tsx';
import { NoteDesk } from './note/note-desk.tsx';
import { TodayPage } from './today/today-page.tsx';

/** Everything a doctor sees. The call and the notes outlive the single page. */
export function DoctorArea() {
  return (
    <VisitDesk>
      <NoteDesk>
        <Routes>
          <Route
            index
            element={
              <DoctorFrame>
                <TodayPage />
              </DoctorFrame>
            }
          />
          <Route
            path="messages"
            element={
              <DoctorFrame>
                <ThreadsPage />
              </DoctorFrame>
            }
          />
          <Route path="visit/:visitId" element={<CallPage />} />
          <Route path="*" element={<NotFoundPage />} />
        </Routes>
      </NoteDesk>
    </VisitDesk>
  );
}
