import { defineSettings, type SettingsOf } from '#platform/settings.ts';
import { listOf, networkAddress, port, text, wholeNumber } from '#platform/settings/kinds.ts';

/** Addresses of TURN servers (RFC 7065). */
const turnUrls = listOf(
  (url) => /^turns?:([\w.-]+|\[[\da-f:.]+\])(:\d{1,5})?(\?transport=(udp|tcp))?$/i.test(url),
  'written as turn:host:port or turns:host:port, with ?transport=tcp behind it where it is so',
);

/** The settings of the media service. */
export const mediaSettings = defineSettings({
  BEDSIDE_RTC_PORT: {
    schema: port,
    default: 20_000,
    help: 'The UDP and TCP port of the first media worker; each further worker takes the next one. Stay below 32768, where systems begin to give out ports of their own accord. 0 lets the system choose.',
  },
  BEDSIDE_ANNOUNCED_ADDRESS: {
    schema: networkAddress.optional(),
    help: 'The address at which browsers reach the media ports, if it is not one of the machine itself (behind NAT, in a container).',
    example: '203.0.113.7',
  },
  BEDSIDE_MEDIA_WORKERS: {
    schema: wholeNumber(1, 64).optional(),
    help: 'How many media workers run, each on one core with its own port. One per core unless set, but at least two and at most four.',
  },
  BEDSIDE_MOST_PARTICIPANTS: {
    schema: wholeNumber(2, 2_000),
    default: 12,
    help: 'How many people fit into one call. Those of a large one are spread over the media workers, then over other media nodes; each tells all others when it comes and goes.',
  },
  BEDSIDE_PIPE_PORT: {
    schema: port,
    default: 30_000,
    help: 'The first of 200 UDP ports at which media nodes reach each other for calls that are too large for one: each takes one port for every worker that it spreads to. No browser uses them. 0 lets the system choose.',
  },
  BEDSIDE_PIPE_ADDRESS: {
    schema: networkAddress.optional(),
    help: 'The address at which other media nodes reach these ports and from which packets of this one come, if that is none of the machine itself (behind NAT). Unless set, two nodes use the addresses from which they reach each other.',
    example: '10.0.0.7',
  },
  BEDSIDE_REGION: {
    schema: text,
    default: 'local',
    help: 'Where this process stands. A visit goes to a media node of the region of the signaling node that it is entered by first, if there is one; of a large one, those who come in by another region receive from a media node there. Set it for both.',
  },
  BEDSIDE_TURN_URLS: {
    schema: turnUrls.optional(),
    help: 'TURN servers that browsers may use where UDP is blocked, with commas between them. Needs BEDSIDE_TURN_SECRET.',
    example: 'turn:turn.example.org:3478,turns:turn.example.org:443?transport=tcp',
  },
  BEDSIDE_TURN_SECRET: {
    schema: text.optional(),
    secret: true,
    help: 'The secret shared with the TURN servers (static-auth-secret in coturn); browsers only get names and passwords that expire.',
  },
});
export type MediaSettings = SettingsOf<typeof mediaSettings>;
