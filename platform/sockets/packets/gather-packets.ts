import type { ClientSocket } from '../client-socket.ts';
import { textFrame } from './text-frame.ts';

type Connection = ClientSocket['conn'];
/** As Engine.IO makes it; the adapter has already framed what it tells many. */
type Packet = { type: string; data?: unknown; options: { wsPreEncodedFrame?: readonly Buffer[] } };

/** Engine.IO's number of a packet that carries a message. */
const messageType = '4';
const waiting: Connection[] = [];

/**
 * Sends what one turn has for a connection in one piece: an acknowledgement and the notices that came with it take one system
 * call instead of one each, which is most of what a small packet costs. Nothing waits longer than the turn it was made in.
 */
export function gatherPackets(connection: Connection): void {
  connection.on('packetCreate', hold);
}

// One function for all connections: an idle one holds no closure of ours.
function hold(this: Connection, packet: Packet): void {
  // In one piece, too: the WebSocket would hand the frame's head and its text to the system one by one.
  const { type, data, options } = packet;
  if (type === 'message' && typeof data === 'string' && !options.wsPreEncodedFrame)
    packet.options = { ...options, wsPreEncodedFrame: [textFrame(`${messageType}${data}`)] };
  // Something is being sent, or held already: what comes now goes with what follows it.
  if (!this.transport.writable) return;
  this.transport.writable = false;
  // Runs when the promises of this turn have, so that all of it is there.
  if (waiting.push(this) === 1) process.nextTick(sendAll);
}

function sendAll(): void {
  for (const { transport, request } of waiting.splice(0)) {
    const { socket } = request;
    socket.cork();
    transport.writable = true;
    transport.emit('ready');
    socket.uncork();
  }
}
