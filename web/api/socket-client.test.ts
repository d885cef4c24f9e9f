import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { VisitId } from '#contracts/ids.ts';
import { LiveSocket } from '#contracts/sockets/live.ts';
import { createSocketClient, whenConnected } from './socket-client.ts';

const visitId = VisitId.parse('01890a5d-ac96-774b-bcce-b302099a8057');

function createWorld(answer: () => unknown) {
  const events = new EventEmitter();
  const socket = {
    connected: true,
    on: (event: string, listener: (value: unknown) => void) => events.on(event, listener),
    off: (event: string, listener: (value: unknown) => void) => events.off(event, listener),
    timeout: () => ({ emitWithAck: async () => answer() }),
  };
  return { socket, events, port: createSocketClient(LiveSocket, socket) };
}

describe('createSocketClient', () => {
  it('gives the data of an answer', async () => {
    const { port } = createWorld(() => ({ ok: true, data: { visit: 1 } }));
    expect(await port.request('visit:watch', { visitId })).toEqual({ visit: 1 });
  });

  it('refuses with the code of a refusal', async () => {
    const { port } = createWorld(() => ({
      ok: false,
      code: 'visit_closed',
      message: 'It is over.',
      retryAfterMs: 5,
    }));
    const refused = port.request('visit:watch', { visitId });
    await expect(refused).rejects.toMatchObject({ code: 'visit_closed', retryAfterMs: 5 });
  });

  it('is unavailable without a line, and when the line is lost before the answer', async () => {
    const { port, socket } = createWorld(() => Promise.reject(new Error('socket has been disconnected')));
    await expect(port.request('visit:watch', { visitId })).rejects.toMatchObject({ code: 'unavailable' });
    socket.connected = false;
    await expect(port.request('visit:watch', { visitId })).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('does not take an answer that is none', async () => {
    const { port } = createWorld(() => 'yes');
    await expect(port.request('visit:watch', { visitId })).rejects.toMatchObject({ code: 'internal' });
  });

  it('stops listening', () => {
    const { port, events } = createWorld(() => undefined);
    const heard: boolean[] = [];
    const end = port.onConnection((isConnected) => heard.push(isConnected));
    events.emit('disconnect');
    events.emit('connect');
    events.emit('notices:missed');
    end();
    events.emit('disconnect');
    expect(heard).toEqual([false, true, true]);
    expect(events.eventNames()).toEqual([]);
  });
});

describe('whenConnected', () => {
  it('waits for the line, and refuses when it does not come', async () => {
    const { port, socket, events } = createWorld(() => undefined);
    socket.connected = false;
    const waiting = whenConnected(port, 1_000);
    events.emit('connect');
    await waiting;
    await expect(whenConnected(port, 1)).rejects.toMatchObject({ code: 'unavailable' });
  });
});
