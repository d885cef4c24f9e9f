import { z } from 'zod';
import { supervised } from '../../kit/server.ts';
import type { OneProcess } from '../../kit/one-process.ts';
import { World } from '../../kit/world.ts';

// A whole Bedside as it is started, and what people do in it away from the measured pages. It runs beside the server, in
// the server's namespace if there is one. Arguments: the address that browsers use, and how the server runs: plain, kept
// running by the launcher's supervision, or together, in several processes.
const [address = 'localhost', how = 'plain'] = process.argv.slice(2);
const Order = z.object({
  order: z.enum([
    'admit',
    'send-back',
    'kill-worker',
    'kill-server',
    'kill-node',
    'freeze-node',
    'drain-node',
    'kill-signaling',
    'mend',
    'pids',
    'close',
  ]),
});

// As many media workers as it has when nobody says how many, on a machine of two cores.
const asStarted = { BEDSIDE_MEDIA_WORKERS: '2' };
const world = await World.create({
  env: address === 'localhost' ? asStarted : { ...asStarted, BEDSIDE_ANNOUNCED_ADDRESS: address },
  ...(how === 'supervised' && { through: supervised }),
  ...(how === 'together' && { way: 'together' }),
});
const { patient, doctor, visit } = await world.visit();
const live = await doctor.live();

const now = () => performance.timeOrigin + performance.now();
/** What puts the last harm right. */
let mend: () => Promise<void> = async () => undefined;
let signalingKills = 0;

async function harm(process: OneProcess, how: 'kill' | 'freeze' | 'drain'): Promise<object> {
  const at = now();
  if (how === 'freeze') {
    process.freeze({ workers: true });
    mend = async () => process.thaw();
  } else if (how === 'drain') {
    const stopped = process.stop();
    mend = () => stopped.then(() => process.start());
  } else {
    await process.kill();
    mend = () => process.start();
  }
  return { at };
}

async function obey({ order }: z.infer<typeof Order>): Promise<object> {
  switch (order) {
    case 'admit':
      await live.request('visit:admit', { visitId: visit.id });
      return {};
    case 'send-back':
      await live.request('visit:send-back', { visitId: visit.id });
      return {};
    case 'kill-worker': {
      const { pid } = await world.workerOf(visit);
      const at = now();
      process.kill(pid, 'SIGKILL');
      return { at };
    }
    case 'kill-server': {
      const at = now();
      world.server.killServer();
      return { at };
    }
    case 'kill-node':
      return harm(world.together.process((await world.workerOf(visit)).nodeId), 'kill');
    case 'freeze-node':
      return harm(world.together.process((await world.workerOf(visit)).nodeId), 'freeze');
    case 'drain-node':
      return harm(world.together.process((await world.workerOf(visit)).nodeId), 'drain');
    case 'kill-signaling':
      // In turn: from the second on it is the one that holds every socket.
      return harm(world.together.process(`signaling-${(signalingKills++ % 2) + 1}`), 'kill');
    case 'mend':
      await mend();
      return {};
    case 'pids':
      return { pid: world.server.pid };
    case 'close':
      await world.close();
      return {};
    default:
      return order satisfies never;
  }
}

process.on('message', (message) => {
  const order = Order.safeParse(message);
  if (!order.success) return;
  obey(order.data).then(
    (answer) => process.send?.({ done: order.data.order, ...answer }),
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exit(1);
    },
  );
});
process.channel?.ref();
const url = `http://${address}:${new URL(world.site()).port}`;
process.send?.({ url, visitId: visit.id, tokens: { patient: patient.token, doctor: doctor.token } });
