import { z } from 'zod';
import { Receipt } from '../billing/receipt.ts';
import { defineHttp } from '../define.ts';
import { VisitId } from '../ids.ts';

/** What patients are billed. */
export const BillingHttp = defineHttp({
  readReceipt: {
    method: 'GET',
    path: '/visits/:visitId/receipt',
    who: ['patient', 'guest', 'doctor', 'admin'],
    rate: 'normal',
    tag: 'Billing',
    summary: 'What the visit costs, the seconds it rests on, and how it was worked out.',
    params: z.strictObject({ visitId: VisitId }),
    output: Receipt,
    status: 200,
    refusals: ['not_billed'],
    sample: { params: { visitId: '01890a5d-ac96-774b-bcce-b302099a8057' } },
  },
});
export type BillingHttp = typeof BillingHttp;
