import { z } from 'zod';
import { defineHttp } from '../define.ts';

/** The settings of the running system, for administrators of the organisation that operates it. */
export const AdminHttp = defineHttp({
  listSettings: {
    method: 'GET',
    path: '/settings',
    who: ['admin'],
    rate: 'normal',
    tag: 'Settings',
    summary:
      'Each setting with its value, where it came from and what it does. Secrets are shown as set or not set. For administrators of the organisation that operates the installation (BEDSIDE_OPERATOR).',
    output: z.strictObject({
      settings: z.array(
        z.strictObject({
          name: z.string(),
          value: z.string(),
          origin: z.enum(['default', 'environment', 'not set']),
          help: z.string(),
        }),
      ),
    }),
    status: 200,
    refusals: [],
    sample: {},
  },
});
export type AdminHttp = typeof AdminHttp;
