import { defineSettings, type SettingsOf } from '#platform/settings.ts';
import { wholeNumber } from '#platform/settings/kinds.ts';

export const visitsSettings = defineSettings({
  BEDSIDE_OPENS_BEFORE_MINUTES: {
    schema: wholeNumber(0, 1_440),
    default: 15,
    help: 'So many minutes before its start a patient may join a visit.',
  },
  BEDSIDE_PLACE_KEPT_MINUTES: {
    schema: wholeNumber(1, 240),
    default: 5,
    help: 'So many minutes the place of a patient who left the waiting room is kept.',
  },
  BEDSIDE_NO_SHOW_AFTER_MINUTES: {
    schema: wholeNumber(1, 1_440),
    default: 30,
    help: 'So many minutes after its start a visit to which nobody came is closed.',
  },
  BEDSIDE_ABANDONED_AFTER_MINUTES: {
    schema: wholeNumber(1, 1_440),
    default: 30,
    help: 'A visit that everybody has left ends by itself after so many minutes.',
  },
});
export type VisitsSettings = SettingsOf<typeof visitsSettings>;
