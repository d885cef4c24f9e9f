import { announceInstallation } from '../kit/running-installation.ts';
import { Together } from '../kit/together.ts';

/** What the stories ask for, all of it together. */
const env = { BEDSIDE_RATE_FACTOR: '100', BEDSIDE_REFRESH_GRACE_SECONDS: '0' };
let together: Together | undefined;

/** Before the first story: one installation for all, each with people and visits of its own. */
export async function setup(): Promise<void> {
  together = await Together.create({ env });
  announceInstallation(together, env);
}

/** After the last story. */
export async function teardown(): Promise<void> {
  await together?.close();
}
