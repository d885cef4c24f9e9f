import type { UserId } from '#contracts/ids.ts';
import admin from '../../text/en/admin.json';

/** What is searched for in the trail. Days as the browser's own fields write them. */
export type AuditSearch = {
  actorId: UserId | undefined;
  patientId: UserId | undefined;
  action: string;
  fromDay: string;
  toDay: string;
};

export const noSearch: AuditSearch = {
  actorId: undefined,
  patientId: undefined,
  action: '',
  fromDay: '',
  toDay: '',
};

const dayMs = 24 * 60 * 60_000;

/** The search as the server understands it; the last day is searched to its end, in the reader's zone. */
export function queryOf({ actorId, patientId, action, fromDay, toDay }: AuditSearch) {
  const fromAt = startOf(fromDay);
  const toAt = startOf(toDay);
  return {
    ...(actorId !== undefined && { actorId }),
    ...(patientId !== undefined && { patientId }),
    ...(action !== '' && { action }),
    ...(fromAt !== undefined && { fromAt }),
    ...(toAt !== undefined && { toAt: startOfNext(toAt) }),
  };
}

function startOf(day: string): number | undefined {
  const at = new Date(`${day}T00:00`).getTime();
  return Number.isNaN(at) ? undefined : at;
}

// A day is not always 24 hours long.
const startOfNext = (at: number) => new Date(at + 1.5 * dayMs).setHours(0, 0, 0, 0);

export type ActionKey = keyof typeof admin.audit.actions;

const keyOf = (action: string) => action.replaceAll(/[.:-]/g, '_');
const isKnown = (key: string): key is ActionKey => Object.hasOwn(admin.audit.actions, key);

/** The catalogue's word for an action, if it has one. */
export function wordOfAction(action: string): ActionKey | undefined {
  const key = keyOf(action);
  return isKnown(key) ? key : undefined;
}

/** Actions that are offered to search for, as the trail writes them. */
export const searchable = [
  'identity.signed_in',
  'identity.sign_in_failed',
  'identity.user_changed',
  'identity.invitation_made',
  'visit.booked',
  'visit.admitted',
  'visit.sent_back',
  'visit.handed_over',
  'visit.ended',
  'visit:read',
  'note:read',
  'visit.note_signed',
  'conversation:read',
  'billing.charge_captured',
] as const;
