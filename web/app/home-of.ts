import type { Role } from '#contracts/actor.ts';

const homes: Record<Role, `/${string}`> = {
  patient: '/patient',
  guest: '/patient',
  doctor: '/doctor',
  nurse: '/nurse',
  admin: '/admin',
};

/** Where a person of this role begins. */
export const homeOf = (role: Role): `/${string}` => homes[role];

/** A place inside this site to go on to after sign-in; anything else is the role's own start. */
export function goOnTo(next: string | null, role: Role): string {
  const home = homeOf(role);
  return next !== null && (next === home || next.startsWith(`${home}/`)) ? next : home;
}
