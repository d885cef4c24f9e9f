import type { Role } from '#contracts/actor.ts';

/** Guests come by invitation and have no account to change. */
export type StaffRole = Exclude<Role, 'guest'>;

export const staffRoles = ['patient', 'doctor', 'nurse', 'admin'] as const satisfies readonly StaffRole[];

export const isStaffRole = (text: string): text is StaffRole => staffRoles.some((role) => role === text);
