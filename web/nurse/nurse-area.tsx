import '../care/styles.ts';
import './styles.ts';
import { Route, Routes } from 'react-router';
import { VisitDesk } from '../care/call/visit-desk.tsx';
import { ThreadsPage } from '../care/threads/threads-page.tsx';
import { NotFoundPage } from '../front/not-found-page.tsx';
import { BoardPage } from './board/board-page.tsx';
import { NurseCallPage } from './call/nurse-call-page.tsx';
import { NurseFrame } from './nurse-frame.tsx';

/** Everything a nurse sees. */
export function NurseArea() {
  return (
    <VisitDesk>
      <Routes>
        <Route
          index
          element={
            <NurseFrame>
              <BoardPage />
            </NurseFrame>
          }
        />
        <Route
          path="messages"
          element={
            <NurseFrame>
              <ThreadsPage />
            </NurseFrame>
          }
        />
        <Route path="visit/:visitId" element={<NurseCallPage />} />
        <Route path="*" element={<NotFoundPage />} />
      </Routes>
    </VisitDesk>
  );
}
