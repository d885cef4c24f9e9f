import { type ComponentType, lazy } from 'react';
import { type TextArea, loadText } from '../text/i18n.ts';

type Loaded = { default: ComponentType };

/** An area's code and its text, fetched side by side. A second time nothing is fetched. */
function loader(load: () => Promise<Loaded>, ...texts: TextArea[]) {
  return async (): Promise<Loaded> => {
    const [component] = await Promise.all([load(), loadText(...texts)]);
    return component;
  };
}

const loaders = {
  patient: loader(
    async () => ({ default: (await import('../patient/patient-area.tsx')).PatientArea }),
    'patient',
  ),
  doctor: loader(
    async () => ({ default: (await import('../doctor/doctor-area.tsx')).DoctorArea }),
    'doctor',
    'care',
    'chat',
    'visit',
  ),
  nurse: loader(
    async () => ({ default: (await import('../nurse/nurse-area.tsx')).NurseArea }),
    'nurse',
    'care',
    'chat',
    'visit',
  ),
  admin: loader(
    async () => ({ default: (await import('../admin/admin-area.tsx')).AdminArea }),
    'admin',
    'care',
  ),
};

export const PatientArea = lazy(loaders.patient);
export const DoctorArea = lazy(loaders.doctor);
export const NurseArea = lazy(loaders.nurse);
export const AdminArea = lazy(loaders.admin);

const isArea = (name: string | undefined): name is keyof typeof loaders =>
  name !== undefined && Object.hasOwn(loaders, name);

/** Fetches the area of an address while something else is waited for, such as the session. */
export function preloadArea(path: string): void {
  const name = path.split('/')[1];
  // What could not be fetched now is fetched when it is shown.
  if (isArea(name)) loaders[name]().catch(() => undefined);
}
