// Proves that a worker works before anything relies on it. Only a browser's visit proves DTLS: test/browser does that.
import { spawnSync } from 'node:child_process';
import { run } from '../lib/run.mjs';

// Started by hand, without mediasoup's pipes, a sound worker exits with this code.
const ALONE_EXIT_CODE = 41;
const PROOF_LIMIT_MS = 20_000;

const PROOF = `
  import * as mediasoup from 'mediasoup';
  const worker = await mediasoup.createWorker({ logLevel: 'none' });
  const codecs = [{ kind: 'video', mimeType: 'video/VP8', clockRate: 90000 }];
  const router = await worker.createRouter({ mediaCodecs: codecs });
  const transport = await router.createWebRtcTransport({ listenInfos: [{ protocol: 'udp', ip: '127.0.0.1' }] });
  if (transport.iceCandidates.length === 0) throw new Error('no ICE candidate');
  worker.close();
`;

/** Whether the executable can be loaded here: its libraries are there, and it is for this machine. */
export function runsAtAll(binary) {
  return spawnSync(binary, [], { stdio: 'ignore', timeout: PROOF_LIMIT_MS }).status === ALONE_EXIT_CODE;
}

/** Says what is wrong with the worker, or nothing. */
export async function proveWorker(binary, root, node) {
  if (!runsAtAll(binary)) return 'the executable does not run on this machine';
  const { code, output } = await run(node, ['--input-type=module', '--eval', PROOF], {
    cwd: root,
    env: { ...process.env, MEDIASOUP_WORKER_BIN: binary },
    deadlineMs: PROOF_LIMIT_MS,
  });
  return code === 0 ? undefined : `mediasoup could not open a transport with it:\n${output.trim()}`;
}
