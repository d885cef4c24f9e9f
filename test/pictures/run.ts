// `npm run pictures`: walks every screen in its states and writes PNG files to build/pictures, and the README's to
// docs/pictures. `npm run pictures -- doctor nurse` walks these chapters only.
//
// To add a screen: open the chapter of its role in chapters/, bring a page there (`studio.demo('nurse')`), bring about
// the state (spoil.ts holds, fails or answers requests), wait for words that prove it, and
// `await album.take('nurse-board-filled', tab.page)`. A new chapter goes into the table below. Then look at the pictures.
import { join } from 'node:path';
import { TestBrowser } from '../kit/browser/browser.ts';
import { supervised } from '../kit/server.ts';
import { World } from '../kit/world.ts';
import { Album } from './album.ts';
import { admin } from './chapters/admin.ts';
import { call } from './chapters/call.ts';
import { check } from './chapters/check.ts';
import { doctor } from './chapters/doctor.ts';
import { front } from './chapters/front.ts';
import { nurse } from './chapters/nurse.ts';
import { patient } from './chapters/patient.ts';
import { waiting } from './chapters/waiting.ts';
import { windows } from './chapters/windows.ts';
import { Studio } from './studio.ts';

// The administrator's comes first: nothing runs yet.
const chapters = { admin, front, patient, check, waiting, doctor, nurse, call, windows };
const root = join(import.meta.dirname, '..', '..');

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in chapters));
if (unknown.length > 0) {
  console.error(`There is no chapter "${unknown[0]}". There are: ${Object.keys(chapters).join(', ')}.`);
  process.exit(1);
}

const startedAt = Date.now();
const album = await Album.create({
  folder: join(root, 'build', 'pictures'),
  shown: join(root, 'docs', 'pictures'),
  isAddedTo: asked.length > 0,
});
// Everybody may join at once, whenever their turn is.
const world = await World.create({ through: supervised, env: { BEDSIDE_OPENS_BEFORE_MINUTES: '120' } });
const browser = await TestBrowser.create({ site: world.site });
const studio = Studio.create({ world, browser, album });
const failed: string[] = [];
try {
  for (const [name, walk] of Object.entries(chapters)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    const begun = Date.now();
    try {
      await walk(studio);
      console.log(`${name}: done in ${Math.round((Date.now() - begun) / 1000)} s.`);
    } catch (error) {
      failed.push(name);
      console.error(`${name}:`, error);
      await browser.picture(join(root, 'build', 'pictures', 'failed', name));
    }
    await studio.clear();
  }
} finally {
  await browser.close();
  await world.close();
}
console.log(
  `${album.taken.length} pictures in build/pictures, in ${Math.round((Date.now() - startedAt) / 1000)} s.`,
);
if (failed.length > 0) console.error(`Failed: ${failed.join(', ')}.`);
process.exit(failed.length > 0 ? 1 : 0);
