import { LiveNode, type Operator } from '#contracts/call/live.ts';
import { demoPeople, demoTenant } from '../../../ops/demo/demo-clinic.ts';
import type { Tab } from '../../kit/browser/tab.ts';
import { answerSocket, fail, fault, hold, holdSocket } from '../spoil.ts';
import type { Studio } from '../studio.ts';
import { wait } from './waiting.ts';

const [, , aroha] = demoPeople.patients;

/** The administrator's pages. */
export async function admin(studio: Studio): Promise<void> {
  await live(studio);
  await studio.clear();
  await nodes(studio);
  await studio.clear();
  await pages(studio);
  await spoilt(studio);
}

async function live(studio: Studio): Promise<void> {
  const { album } = studio;
  const tab = await studio.demo('admin');
  await tab.untilReads('No call runs now');
  await album.take('admin-live-empty', tab.page);

  const account = await studio.newPerson('doctor', 'Dr. Pavel Novak', 'Paediatrics');
  const patient = await wait(studio, { patient: aroha, doctor: account }, { reason: 'A fever since Monday' });
  await patient.untilReads('You are next');
  const doctor = await studio.signedIn(account, '/doctor', { look: 'doctor' });
  await doctor
    .named('button', /Aroha Ngata/)
    .first()
    .click();
  await doctor.press('Admit');
  await doctor.untilSees('Aroha Ngata');
  await tab.untilReads(/Dr. Pavel Novak/);
  await tab
    .named('cell', /Good|Fair|Poor/)
    .first()
    .waitFor({ timeout: 15_000 });
  await album.take('admin-live', tab.page);
  await tab.page.context().setOffline(true);
  await tab.untilReads('You are offline.');
  await album.take('admin-live-offline', tab.page);
}

/** Two media nodes, as an installation has them, and what may be done with them. */
async function nodes(studio: Studio): Promise<void> {
  const { album } = studio;
  // Never silent, however long the pictures take.
  const updatedAt = Date.now() + 600_000;
  const node = (nodeId: string, isDraining: boolean, rooms: number): LiveNode =>
    LiveNode.parse({
      nodeId,
      region: 'harbour-1',
      isDraining,
      updatedAt,
      workers: [
        { pid: 4_101, rooms, consumers: 4 * rooms, cpu: 0.18 },
        { pid: 4_102, rooms, consumers: 4 * rooms, cpu: 0.83 },
      ],
    });
  const show = async (operator: Operator, ...all: LiveNode[]) => {
    const data = { sessions: [], nodes: all, operator, tenantId: demoTenant.tenantId };
    const tab = await studio.demo('admin');
    await answerSocket(tab.page, {
      'sessions:watch': { ok: true, data },
      'node:drain': { ok: false, code: 'no_other_node', message: 'There is none.' },
    });
    await tab.page.reload();
    await tab.untilReads('media-2');
    return tab;
  };
  const tab = await show('you', node('media-1', false, 3), node('media-2', true, 1));
  await album.take('admin-live-nodes', tab.page);
  const asking = await show('you', node('media-1', false, 3), node('media-2', false, 2));
  await asking.press('Drain media-1');
  await asking.untilReads('Drain media-1?');
  await album.take('admin-live-drain', asking.page, { isWhole: false });
  await asking.page.getByRole('dialog').getByRole('button', { name: 'Drain', exact: true }).click();
  await asking.untilReads('The node was not drained');
  await album.take('admin-live-drain-refused', asking.page, { isWhole: false });
  const nobody = await show('nobody', node('media-1', false, 3), node('media-2', false, 2));
  await nobody.untilReads('BEDSIDE_OPERATOR');
  await album.take('admin-live-no-operator', nobody.page);
}

async function pages(studio: Studio): Promise<void> {
  const { album } = studio;
  const tab = await studio.demo('admin');
  await studio.go(tab, '/admin/people');
  await tab.named('button', /Change .*Whitfield/).waitFor();
  await album.take('admin-people', tab.page);
  await tab.named('button', /Change .*Keller/).click();
  await tab.button('Sign out everywhere').waitFor();
  await album.take('admin-people-change', tab.page, { isWhole: false });
  await studio.go(tab, '/admin/people');
  await tab.press('Add a person');
  await tab.press('Create account');
  await tab.untilReads('Write a name.');
  await album.take('admin-people-add', tab.page, { isWhole: false });
  await studio.go(tab, '/admin/people');
  await tab.named('searchbox', 'Name or e-mail').fill('Xaver');
  await tab.untilReads('Nobody matches');
  await album.take('admin-people-empty', tab.page);

  await studio.go(tab, '/admin/audit');
  await tab.untilReads(/unbroken/);
  await tab
    .named('row', /Signed in/)
    .first()
    .waitFor();
  await album.take('admin-audit', tab.page, { isWhole: false });
  await studio.go(tab, '/admin/settings');
  await tab.untilReads('BEDSIDE_PORT');
  await album.take('admin-settings', tab.page, { isWhole: false });
}

async function spoilt(studio: Studio): Promise<void> {
  const { album } = studio;
  const loading = await studio.demo('admin');
  await holdSocket(loading.page);
  await loading.page.reload();
  await loading.page.getByLabel('Loading').first().waitFor();
  await album.take('admin-live-loading', loading.page);

  const failed = await studio.demo('admin');
  await answerSocket(failed.page, { 'sessions:watch': fault });
  await failed.page.reload();
  await failed.button('Try again').waitFor();
  await album.take('admin-live-failed', failed.page);

  const lists = await studio.demo('admin');
  for (const [name, path] of [
    ['people', '/users?**'],
    ['audit', '/audit/entries?**'],
    ['settings', '/settings'],
  ] as const)
    await listStates(studio, lists, { name, path });

  await fail(lists.page, '/settings', { status: 403, code: 'not_permitted' });
  await lists.page.reload();
  await lists.untilReads('BEDSIDE_OPERATOR');
  await album.take('admin-settings-not-ours', lists.page);
}

async function listStates({ album }: Studio, tab: Tab, { name, path }: { name: string; path: string }) {
  await hold(tab.page, path);
  await tab.page.goto(new URL(`/admin/${name}`, tab.page.url()).href);
  await tab.page.getByLabel('Loading').first().waitFor();
  await album.take(`admin-${name}-loading`, tab.page);
  await tab.page.unrouteAll();
  await fail(tab.page, path);
  await tab.page.reload();
  await tab.button('Try again').first().waitFor();
  await album.take(`admin-${name}-failed`, tab.page);
  await tab.page.unrouteAll();
}
