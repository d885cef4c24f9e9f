import { describe } from 'vitest';
import { LocalOutlet } from './local-outlet.ts';
import { outletSuite } from './outlet.suite.ts';

describe("an outlet on the room's own worker", () => {
  outletSuite(async ({ origin }) => origin);
});

describe('an outlet on another worker of the node', () => {
  outletSuite(async ({ other, origin }) => LocalOutlet.create(await other.pick(), origin.router));
});
