import { QueryClientProvider, type QueryClient } from '@tanstack/react-query';
import { Suspense } from 'react';
import { BrowserRouter, Route, Routes } from 'react-router';
import { DemoPage } from '../front/demo-page.tsx';
import { FrontDoor } from '../front/front-door.tsx';
import { JoinPage } from '../front/join-page.tsx';
import { NotFoundPage } from '../front/not-found-page.tsx';
import { SignInPage } from '../front/sign-in-page.tsx';
import { LiveRegion } from '../ui/frame/live-region.tsx';
import { AdminArea, DoctorArea, NurseArea, PatientArea } from './areas.ts';
import { ColorScheme } from './color-scheme.tsx';
import { CrashBoundary } from './crash.tsx';
import { OnlyFor, Waiting } from './only-for.tsx';
import { type Services, ServicesContext } from './services.ts';

/** The table of contents of the whole site. */
export function App({ services, queries }: { services: Services; queries: QueryClient }) {
  return (
    <ServicesContext value={services}>
      <QueryClientProvider client={queries}>
        <ColorScheme>
          <CrashBoundary>
            <BrowserRouter>
              <Suspense fallback={<Waiting />}>
                <Routes>
                  <Route path="/" element={<FrontDoor />} />
                  <Route path="/demo" element={<DemoPage />} />
                  <Route path="/sign-in" element={<SignInPage />} />
                  <Route path="/join" element={<JoinPage />} />
                  <Route element={<OnlyFor roles={['patient', 'guest']} />}>
                    <Route path="/patient/*" element={<PatientArea />} />
                  </Route>
                  <Route element={<OnlyFor roles={['doctor']} />}>
                    <Route path="/doctor/*" element={<DoctorArea />} />
                  </Route>
                  <Route element={<OnlyFor roles={['nurse']} />}>
                    <Route path="/nurse/*" element={<NurseArea />} />
                  </Route>
                  <Route element={<OnlyFor roles={['admin']} />}>
                    <Route path="/admin/*" element={<AdminArea />} />
                  </Route>
                  <Route path="*" element={<NotFoundPage />} />
                </Routes>
              </Suspense>
            </BrowserRouter>
          </CrashBoundary>
          <LiveRegion />
        </ColorScheme>
      </QueryClientProvider>
    </ServicesContext>
  );
}
