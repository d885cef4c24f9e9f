import { z } from 'zod';
import { TenantId } from '#contracts/ids.ts';
import { defineSettings, type SettingsOf } from '#platform/settings.ts';
import {
  addressBook,
  networkAddress,
  networks,
  onOff,
  port,
  text,
  webAddress,
} from '#platform/settings/kinds.ts';

/** The settings of the process itself, whichever services it runs. */
export const serverSettings = defineSettings({
  BEDSIDE_PORT: { schema: port, default: 3_000, help: 'The port of the web pages, the API and the sockets.' },
  BEDSIDE_HOST: {
    schema: networkAddress.optional(),
    help: 'The address to listen on; all of the machine unless set.',
    example: '127.0.0.1',
  },
  BEDSIDE_DATA: {
    schema: text,
    default: 'data',
    help: "The folder that holds everything that is kept, or what is this process's own where several run. One process at a time.",
  },
  BEDSIDE_DEMO: {
    schema: onOff.optional(),
    help: 'Whether the demo clinic and its door at /demo are there: on or off. On unless set, while Bedside runs alone.',
  },
  BEDSIDE_OPERATOR: {
    schema: z
      .uuid({ error: 'it must be the id of an organisation, as the Live page shows it to administrators' })
      .pipe(TenantId)
      .optional(),
    help: "The id of the organisation that operates the installation: its administrators may take media nodes, which serve all organisations, out of service, and see the settings. Nobody may unless set; while Bedside runs alone with the demo, the demo's may.",
    example: '01890a5d-ac96-774b-bcce-b302099a8057',
  },
  BEDSIDE_PUBLIC_URL: {
    schema: webAddress.optional(),
    help: 'Where browsers find the site; links that are sent to people begin with it. http://localhost:<port> unless set.',
    example: 'https://visits.example.org',
  },
  BEDSIDE_TLS_CERT: {
    schema: text.optional(),
    help: 'A certificate file (PEM) to serve HTTPS directly. Browsers give a camera only to localhost or over HTTPS.',
  },
  BEDSIDE_TLS_KEY: { schema: text.optional(), help: 'The private key file (PEM) of that certificate.' },
  BEDSIDE_TRUSTED_PROXIES: {
    schema: networks,
    default: [],
    help: 'Addresses of proxies whose X-Forwarded-For header is believed, with commas between them.',
    example: '10.0.0.5',
  },
  BEDSIDE_NODE_ID: {
    schema: text.regex(/^[a-z0-9-]{1,64}$/, { error: 'it must be small letters, digits and dashes' }),
    default: 'node-1',
    help: 'The name of this process among others: small letters, digits and dashes.',
  },
  BEDSIDE_RATE_FACTOR: {
    schema: text.transform(Number).refine((value) => value > 0, { error: 'it must be a number above 0' }),
    default: 1,
    help: 'Multiplies every rate limit. For load tests.',
  },
  MONGODB_URL: {
    schema: text.optional(),
    secret: true,
    help: 'The database (a MongoDB replica set) when several processes run together. With REDIS_URL or not at all.',
    example: 'mongodb://db1.example.org,db2.example.org/?replicaSet=bedside',
  },
  REDIS_URL: {
    schema: text.optional(),
    secret: true,
    help: 'What joins the processes when several run together: events, leases and notices. With MONGODB_URL or not at all.',
    example: 'redis://redis.example.org:6379',
  },
  BEDSIDE_INSTALLATION: {
    schema: text.regex(/^[a-z][a-z0-9_]{0,30}$/, { error: 'it must be small letters, digits and _' }),
    default: 'bedside',
    help: 'What every database in MongoDB and every key in Redis begins with, so that several installations can share them.',
  },
  BEDSIDE_SISTERS: {
    schema: addressBook,
    default: new Map(),
    help: 'Where the services of other processes are, as service=address with commas between them. Media nodes find each other.',
    example: 'identity=http://10.0.0.5:3000,chat=http://10.0.0.6:3000',
  },
  BEDSIDE_ADDRESS: {
    schema: webAddress.optional(),
    help: 'Where other processes reach this one. http://<host name>:<port> unless set.',
    example: 'http://10.0.0.7:3000',
  },
  BEDSIDE_TOKEN_KEYS: {
    schema: text.optional(),
    secret: true,
    help: 'The signing keys of all processes, as the file keys/tokens.json holds them. That file unless set; must be set to run together.',
  },
});
export type ServerSettings = SettingsOf<typeof serverSettings>;
