import { describe } from 'vitest';
import { outletSuite } from '../outlets/outlet.suite.ts';

describe('an outlet that another node lends', () => {
  outletSuite(async ({ borrow }) => {
    const outlet = await borrow();
    if (!outlet) throw new Error('The other node does not lend.');
    return outlet;
  });
});
