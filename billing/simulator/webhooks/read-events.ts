import { z } from 'zod';
import { noSuch } from '../http/api-error.ts';
import { defineOperation } from '../http/operation.ts';
import { createdParam, isCreatedWithin, pageOf, pageParams } from '../http/page.ts';
import { expand, text } from '../http/params.ts';

/** GET /v1/events/:id */
export const retrieveEvent = defineOperation({
  params: z.strictObject({ expand }),
  run(tx, _input, id) {
    const event = tx.find('event', id);
    if (!event) throw noSuch('event', id);
    return event;
  },
});

/** GET /v1/events: everything that happened, whether a webhook told it or not. */
export const listEvents = defineOperation({
  params: z.strictObject({
    ...pageParams,
    created: createdParam,
    type: text.optional(),
    types: z.array(text).max(20).optional(),
  }),
  run(tx, input) {
    const rows = tx
      .newest('event')
      .filter((event) => isCreatedWithin(event.created, input.created))
      .filter((event) => !input.type || matches(event.type, input.type))
      .filter((event) => !input.types || input.types.includes(event.type));
    return pageOf(rows, input, '/v1/events');
  },
});

/** `charge.*` stands for every event of a charge. */
function matches(type: string, wanted: string): boolean {
  return wanted.endsWith('*') ? type.startsWith(wanted.slice(0, -1)) : type === wanted;
}
