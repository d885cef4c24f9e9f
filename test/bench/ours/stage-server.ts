import { z } from 'zod';
import { supervised } from '../../kit/server.ts';
import { World } from '../../kit/world.ts';

// A whole Bedside as it is started, and what people do in it away from the measured pages. It runs beside the server, in
// the server's namespace if there is one. Arguments: the address that browsers use, and whether the launcher's supervision
// keeps the server running.
const [address = 'localhost', supervision = 'plain'] = process.argv.slice(2);
const Order = z.object({
  order: z.enum(['admit', 'send-back', 'kill-worker', 'kill-server', 'pids', 'close']),
});

// As many media workers as it has when nobody says how many, on a machine of two cores.
const asStarted = { BEDSIDE_MEDIA_WORKERS: '2' };
const world = await World.create({
  env: address === 'localhost' ? asStarted : { ...asStarted, BEDSIDE_ANNOUNCED_ADDRESS: address },
  ...(supervision === 'supervised' ? { through: supervised } : {}),
});
const { patient, doctor, visit } = await world.visit();
const live = await doctor.live();

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
      const at = performance.timeOrigin + performance.now();
      process.kill(pid, 'SIGKILL');
      return { at };
    }
    case 'kill-server': {
      const at = performance.timeOrigin + performance.now();
      world.server.killServer();
      return { at };
    }
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
const url = `http://${address}:${new URL(world.server.url).port}`;
process.send?.({ url, visitId: visit.id, tokens: { patient: patient.token, doctor: doctor.token } });
