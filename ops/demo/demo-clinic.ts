import type { Role } from '#contracts/actor.ts';
import { ClinicId, TenantId, UserId } from '#contracts/ids.ts';
import { demoId } from './demo-id.ts';

/** Everybody in the demo can also sign in with this and their e-mail address. */
export const demoPassword = 'bedside demo clinic';

export const demoTenant = { tenantId: TenantId.parse(demoId('tenant')), name: 'Harbour Street Clinic' };
export const demoClinic = { clinicId: ClinicId.parse(demoId('clinic')), name: 'Harbour Street Clinic' };

type DemoPerson = { name: string; role: Exclude<Role, 'guest'>; email: string; specialty?: string };

const person = (role: DemoPerson['role'], name: string, specialty?: string) => {
  const local = name
    .replace(/^Dr\. /, '')
    .toLowerCase()
    .replaceAll(' ', '.');
  return {
    userId: UserId.parse(demoId(`person ${name}`)),
    role,
    name,
    email: `${local}@demo.bedside.example`,
    ...(specialty === undefined ? {} : { specialty }),
  };
};

// The first of each role is the one that the demo door opens.
export const demoPeople = {
  patients: [
    person('patient', 'Ines Marchetti'),
    person('patient', 'Tomas Lindqvist'),
    person('patient', 'Aroha Ngata'),
    person('patient', 'Wilhelm Brandt'),
    person('patient', 'Priya Raman'),
    person('patient', 'Oluwaseun Adeyemi'),
  ],
  doctors: [
    person('doctor', 'Dr. Samira Haddad', 'General practice'),
    person('doctor', 'Dr. Jonas Keller', 'Dermatology'),
  ],
  nurses: [person('nurse', 'Miguel Santos'), person('nurse', 'Freya Olsen')],
  admins: [person('admin', 'Grace Whitfield')],
} as const;

/** The day: minutes from the start of the server, and who sees whom about what. */
export const demoDay = [
  { at: 0, patient: 0, doctor: 0, type: 'consultation', reason: 'Cough for two weeks, worse at night' },
  { at: 20, patient: 1, doctor: 0, type: 'follow-up', reason: 'Blood pressure after the new tablets' },
  { at: 40, patient: 2, doctor: 0, type: 'consultation', reason: 'Headaches and tired eyes' },
  { at: 10, patient: 3, doctor: 1, type: 'consultation', reason: 'A mole that has changed' },
  { at: 45, patient: 4, doctor: 1, type: 'consultation', reason: 'Itching on both hands' },
  { at: 80, patient: 5, doctor: 0, type: 'follow-up', reason: 'Results of the blood test' },
] as const;

/** What stands in the team thread of the first patient. */
export const demoMessages = [
  { from: 'patient', text: 'Good morning. Should I take my temperature before the visit today?' },
  { from: 'nurse', text: 'Good morning Ines. Yes please, and have your list of medicines at hand.' },
  { from: 'patient', text: 'Thank you, I will.' },
] as const;

export const demoPrices = [
  {
    visitType: 'consultation',
    flat: { minorUnits: 2_900, currency: 'EUR' },
    perStartedMinute: { minorUnits: 180, currency: 'EUR' },
    includedMinutes: 10,
  },
  {
    visitType: 'follow-up',
    flat: { minorUnits: 1_900, currency: 'EUR' },
    perStartedMinute: { minorUnits: 150, currency: 'EUR' },
    includedMinutes: 5,
  },
] as const;
