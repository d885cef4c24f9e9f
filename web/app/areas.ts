import { type ComponentType, lazy } from 'react';
import { type TextArea, loadText } from '../text/i18n.ts';

/** An area's code and its text, fetched side by side when somebody first goes there. */
function area(load: () => Promise<{ default: ComponentType }>, ...texts: TextArea[]) {
  return lazy(async () => {
    const [component] = await Promise.all([load(), loadText(...texts)]);
    return component;
  });
}

export const PatientArea = area(
  async () => ({ default: (await import('../patient/patient-area.tsx')).PatientArea }),
  'patient',
);
export const DoctorArea = area(
  async () => ({ default: (await import('../doctor/doctor-area.tsx')).DoctorArea }),
  'doctor',
  'care',
  'chat',
  'visit',
);
export const NurseArea = area(
  async () => ({ default: (await import('../nurse/nurse-area.tsx')).NurseArea }),
  'nurse',
  'care',
  'chat',
  'visit',
);
export const AdminArea = area(
  async () => ({ default: (await import('../admin/admin-area.tsx')).AdminArea }),
  'admin',
  'care',
);
