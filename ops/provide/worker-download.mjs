// mediasoup's makers publish the worker ready-made beside each release. Faster than building, where it can be reached.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../lib/run.mjs';

const LIMIT_MS = 30_000;

/** Downloads and unpacks the prebuilt worker into `folder`, or throws. */
export async function downloadWorker({ repository, version, file, folder }) {
  const home = repository.replace(/^git\+/, '').replace(/\.git$/, '');
  const response = await fetch(`${home}/releases/download/${version}/${file}`, {
    signal: AbortSignal.timeout(LIMIT_MS),
  });
  if (!response.ok) throw new Error(`There is no ${file}: ${response.status}.`);
  const archive = join(folder, 'worker.tgz');
  writeFileSync(archive, Buffer.from(await response.arrayBuffer()));
  const { code, output } = await run('tar', ['-xzf', archive, '-C', folder]);
  rmSync(archive, { force: true });
  if (code !== 0) throw new Error(output);
}
