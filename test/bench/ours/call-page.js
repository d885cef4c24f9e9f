import { VisitsHttp } from '#contracts/http/visits.ts';
import { createClient } from '../../../web/api/client.ts';
import { createSend } from '../../../web/api/send.ts';
import { whenConnected } from '../../../web/api/socket-client.ts';
import { createSockets } from '../../../web/api/sockets.ts';
import { CallSession } from '../../../web/call/call-session.ts';
import { loadSfuDevice } from '../../../web/call/mediasoup-device.ts';
import { LocalDevices } from '../../../web/devices/local-devices.ts';

// The app's own clients, devices and call, without its screens: they open the devices after the tap, which the bare page
// has done before it. What a screen does with the session (sources, views, elements) is done here.
let session;
let start;
let admit;

window.prepare = async ({ token, visitId, participantId }) => {
  const tokens = { current: async () => token, renew: async () => undefined };
  const send = createSend({ fetch: fetch.bind(globalThis), newKey: () => crypto.randomUUID() });
  const visits = createClient(VisitsHttp, { send, tokens });
  const sockets = createSockets({ address: location.origin, tokens, onSessionClosed: () => undefined });
  const local = LocalDevices.create({
    devices: navigator.mediaDevices,
    storage: localStorage,
    isBlocked: async () => false,
  });
  const [device] = await Promise.all([
    loadSfuDevice(),
    local.start(),
    whenConnected(sockets.call()),
    whenConnected(sockets.live()),
  ]);
  const { camera, microphone } = local.read();
  if (!camera.track || !microphone.track) throw new Error('The devices were not given.');
  const socket = counted(sockets.call());
  socket.onConnection((isConnected) => {
    if (!isConnected) window.lostAt = benchNow();
  });
  const ticket = async () => {
    window.turnarounds += 1;
    return (await visits.issueTicket({ params: { visitId } })).ticket;
  };
  start = () => {
    window.turnarounds = 0;
    session = CallSession.start({ socket, device, visitId, participantId, ticket });
    session.openSource('microphone', microphone.track);
    session.openSource('camera', camera.track);
    session.subscribe(show);
  };
  admit = () => sockets.live().request('visit:admit', { visitId });
};

/** Counts the requests whose answer the join waits for; all others are sent side by side. */
function counted(port) {
  return {
    request: async (name, input) => {
      if (name === 'call:join') window.turnarounds += 1;
      const answer = await port.request(name, input);
      if (name === 'call:join') window.joinedAt = benchNow();
      return answer;
    },
    on: port.on,
    onConnection: port.onConnection,
    get isConnected() {
      return port.isConnected;
    },
  };
}

const elements = new Map();

function show() {
  const views = [];
  for (const [participantId, sources] of session.getState().remote) {
    for (const [source, { track }] of Object.entries(sources)) {
      const element = elementOf(`${participantId} ${source}`, track.kind);
      if (element.srcObject?.getTracks()[0] === track) continue;
      element.srcObject = new MediaStream([track]);
      if (track.kind === 'video')
        views.push({ participantId, source, isVisible: true, width: 1280, height: 720 });
    }
  }
  if (views.length > 0) session.setViews(views);
}

function elementOf(key, kind) {
  const known = elements.get(key);
  if (known) return known;
  const element = document.createElement(kind);
  element.autoplay = true;
  document.body.append(element);
  elements.set(key, element);
  return element;
}

/** Where the call stands, for whoever waits for it. */
window.callState = () => {
  const { phase, remote, snapshot } = session.getState();
  const hears = [...remote.values()].some(({ camera, microphone }) => camera && microphone);
  const isConnected = snapshot?.participants.every(({ connection }) => connection === 'connected') ?? false;
  return { phase, hears, isConnected, people: snapshot?.participants.length ?? 0 };
};
/** When its call was in the server's hands again after it lost its socket; 0 if it did not, nothing while it is away. */
window.controlBack = (moment) => {
  if (!(window.lostAt >= moment)) return 0;
  return window.joinedAt > window.lostAt ? window.joinedAt : undefined;
};
window.leave = () => session.leave();

document.body.innerHTML = '<button>Join</button><button>Admit</button>';
const [join, letIn] = document.querySelectorAll('button');
join.onclick = () => start();
letIn.onclick = () => admit();
