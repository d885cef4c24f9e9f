import { defineSettings, type SettingsOf } from '#platform/settings.ts';
import { wholeNumber } from '#platform/settings/kinds.ts';

export const identitySettings = defineSettings({
  BEDSIDE_SESSION_HOURS: {
    schema: wholeNumber(1, 2_160),
    default: 336,
    help: 'After so many hours everybody signs in again.',
  },
  BEDSIDE_SESSION_IDLE_HOURS: {
    schema: wholeNumber(1, 2_160),
    default: 72,
    help: 'A session that was not used for so many hours is over.',
  },
  BEDSIDE_GUEST_SESSION_HOURS: {
    schema: wholeNumber(1, 168),
    default: 24,
    help: 'So many hours a guest who came by an invitation may come back.',
  },
  BEDSIDE_REFRESH_GRACE_SECONDS: {
    schema: wholeNumber(0, 300),
    default: 30,
    help: 'So many seconds a refresh token that was just replaced still gives the same successor, for lost answers and two tabs.',
  },
  BEDSIDE_SIGN_IN_TRIES: {
    schema: wholeNumber(2, 100),
    default: 5,
    help: 'After so many wrong passwords an account is locked, for a minute at first.',
  },
  BEDSIDE_INVITATION_HOURS: {
    schema: wholeNumber(1, 168),
    default: 48,
    help: 'So many hours an invitation can be used, unless its maker says otherwise.',
  },
});
export type IdentitySettings = SettingsOf<typeof identitySettings>;
