import { Device } from 'mediasoup-client';
import { io } from 'socket.io-client';

// One step after the other: twelve turnarounds from the tap to the last resume when somebody is there already.
const socket = io({ transports: ['websocket'] });
let turnarounds = 0;
let device;
let stream;
let receiving;

async function ask(name, data = {}) {
  turnarounds += 1;
  return await socket.emitWithAck(name, data);
}

async function createTransport(direction) {
  const options = await ask('createTransport');
  const transport =
    direction === 'send' ? device.createSendTransport(options) : device.createRecvTransport(options);
  transport.on('connect', async ({ dtlsParameters }, done) => {
    await ask('connectTransport', { id: transport.id, dtlsParameters });
    done();
  });
  transport.on('produce', async ({ kind, rtpParameters }, done) => {
    done({ id: await ask('produce', { id: transport.id, kind, rtpParameters }) });
  });
  return transport;
}

async function consume(producerId) {
  const rtpCapabilities = device.recvRtpCapabilities;
  const options = await ask('consume', { id: receiving.id, producerId, rtpCapabilities });
  const consumer = await receiving.consume(options);
  const element = document.createElement(consumer.kind);
  element.srcObject = new MediaStream([consumer.track]);
  element.autoplay = true;
  document.body.append(element);
  await ask('resume', { id: consumer.id });
}

async function join() {
  turnarounds = 0;
  device = new Device();
  await device.load({ routerRtpCapabilities: await ask('capabilities') });
  const sending = await createTransport('send');
  await sending.produce({ track: stream.getAudioTracks()[0] });
  const { encodings, codecOptions } = window;
  await sending.produce({ track: stream.getVideoTracks()[0], encodings, codecOptions });
  receiving = await createTransport('receive');
  for (const producerId of await ask('producers')) await consume(producerId);
  let consuming = Promise.resolve();
  socket.on('produced', (producerId) => {
    consuming = consuming.then(() => consume(producerId));
  });
  window.turnarounds = turnarounds;
}

window.prepare = async () => {
  stream = await navigator.mediaDevices.getUserMedia(window.capture);
  if (!socket.connected) await new Promise((resolve) => socket.once('connect', resolve));
};
document.body.innerHTML = '<button>Join</button>';
document.querySelector('button').onclick = join;
