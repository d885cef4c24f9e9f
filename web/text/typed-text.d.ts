import 'i18next';
import type admin from './en/admin.json';
import type care from './en/care.json';
import type chat from './en/chat.json';
import type common from './en/common.json';
import type doctor from './en/doctor.json';
import type front from './en/front.json';
import type nurse from './en/nurse.json';
import type patient from './en/patient.json';
import type visit from './en/visit.json';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: {
      admin: typeof admin;
      care: typeof care;
      chat: typeof chat;
      common: typeof common;
      doctor: typeof doctor;
      front: typeof front;
      nurse: typeof nurse;
      patient: typeof patient;
      visit: typeof visit;
    };
  }
}
