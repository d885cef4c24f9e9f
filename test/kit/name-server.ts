import { createSocket } from 'node:dgram';
import { getServers, setServers } from 'node:dns';
import { once } from 'node:events';

/** Where a service is, as its SRV record says (RFC 2782). */
type Target = { name: string; port: number };

const kinds = { answer: 0x8400, srv: 33, internet: 1 } as const;
const headBytes = 12;

/**
 * A name server that knows where every service is, which this process asks from now on. Names of hosts are still the
 * machine's. Gives the end of it.
 */
export async function openNameServer(target: Target): Promise<() => Promise<void>> {
  const socket = createSocket('udp4');
  socket.on('message', (query, { port, address }) => socket.send(answerTo(query, target), port, address));
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const before = getServers();
  setServers([`127.0.0.1:${socket.address().port}`]);
  return async () => {
    setServers(before);
    socket.close();
    await once(socket, 'close');
  };
}

/** Nothing is known but SRV records (RFC 1035, 4.1). */
function answerTo(query: Buffer, { name, port }: Target): Buffer {
  const endOfName = query.indexOf(0, headBytes) + 1;
  const isKnown = query.readUInt16BE(endOfName) === kinds.srv;
  const head = Buffer.alloc(headBytes);
  query.copy(head, 0, 0, 2);
  head.writeUInt16BE(kinds.answer, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(isKnown ? 1 : 0, 6);
  const question = query.subarray(headBytes, endOfName + 4);
  if (!isKnown) return Buffer.concat([head, question]);
  const labels = name.split('.').flatMap((label) => [label.length, ...Buffer.from(label)]);
  const data = Buffer.from([0, 0, 0, 0, port >> 8, port & 0xff, ...labels, 0]);
  // The name of the question again; as long as a second.
  const record = Buffer.from([0xc0, headBytes, 0, kinds.srv, 0, kinds.internet, 0, 0, 0, 1, 0, data.length]);
  return Buffer.concat([head, question, record, data]);
}
