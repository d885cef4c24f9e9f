import type { Tab } from '../../kit/browser/tab.ts';
import type { Studio } from '../studio.ts';

/** The device check: ready, asking, refused, without a camera, and on its own. */
export async function check(studio: Studio): Promise<void> {
  const { album } = studio;
  const ready = await studio.demo('patient');
  await studio.go(ready, '/patient/test');
  await ready.untilReads('You are ready');
  await ready.press('Play a sound');
  await album.take('patient-check-ready', ready.page);
  await studio.clear();

  const asking = await withDevices(studio, 'mediaDevices.getUserMedia = () => new Promise(() => undefined)');
  await asking.untilReads(/Choose "Allow"/);
  await album.take('patient-check-asking', asking.page);
  await studio.clear();

  const refused = await withDevices(
    studio,
    `mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotAllowedError') };
     navigator.permissions.query = async () => ({ state: 'denied' })`,
  );
  await refused.untilReads(/Nothing is lost/);
  await album.take('patient-check-refused', refused.page);
  await studio.clear();

  const noCamera = await withDevices(
    studio,
    `const open = mediaDevices.getUserMedia.bind(mediaDevices);
     mediaDevices.getUserMedia = async (wanted) => {
       if (wanted.video) throw new DOMException('', 'NotFoundError');
       return open(wanted);
     }`,
  );
  await noCamera.untilReads('No camera was found');
  await album.take('patient-check-no-camera', noCamera.page);
  await studio.clear();
}

/** The check in a browser whose devices behave like this. */
async function withDevices(studio: Studio, script: string): Promise<Tab> {
  const tab = await studio.demo('patient');
  await tab.page.addInitScript(`{ const { mediaDevices } = navigator; ${script} }`);
  await studio.go(tab, '/patient/test');
  return tab;
}
