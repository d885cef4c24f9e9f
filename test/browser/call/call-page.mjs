// A page with nothing but the call client: it sends the fake camera and counts the frames it decodes of others.
import { io } from 'socket.io-client';
import { createSocketClient } from '../../../web/api/socket-client.ts';
import { CallSession } from '../../../web/call/call-session.ts';
import { loadSfuDevice } from '../../../web/call/mediasoup-device.ts';

const clock = () => performance.timeOrigin + performance.now();
const frames = [];
const asked = [];
const videos = new Map();
const players = new Map();
let device;
let socket;
let stream;
let session;

window.page = {
  frames,
  asked,
  clock,
  /** All that a person has done before the tap: devices granted, capabilities known, socket up. */
  async prepare({ token, hasCamera = true, video = { width: 1280, height: 720 } }) {
    device = await loadSfuDevice();
    if (hasCamera) stream = await navigator.mediaDevices.getUserMedia({ audio: true, video });
    socket = io('/call', {
      transports: ['websocket'],
      auth: { token, protocol: 1 },
      reconnectionDelay: 50,
      reconnectionDelayMax: 500,
    });
    socket.onAnyOutgoing((name) => asked.push(name));
    await new Promise((resolve) => socket.once('connect', resolve));
  },
  join({ visitId, participantId, ticket }) {
    const tappedAt = clock();
    session = CallSession.start({
      socket: createSocketClient({}, socket),
      device,
      visitId,
      participantId,
      ticket: async () => ticket,
    });
    for (const track of stream?.getTracks() ?? [])
      session.openSource(track.kind === 'audio' ? 'microphone' : 'camera', track);
    session.subscribe(show);
    return tappedAt;
  },
  get session() {
    return session;
  },
  shareCanvas() {
    const canvas = document.createElement('canvas');
    canvas.getContext('2d').fillRect(0, 0, 10, 10);
    session.openSource('screen', canvas.captureStream(5).getVideoTracks()[0]);
  },
  /** Sends a tone that never stops instead of the fake microphone's beeps. */
  speak() {
    const audio = new AudioContext();
    const tone = new OscillatorNode(audio);
    const out = new MediaStreamAudioDestinationNode(audio);
    tone.connect(out);
    tone.start();
    return session.replaceTrack('microphone', out.stream.getAudioTracks()[0]);
  },
  cutSocket: () => socket.disconnect(),
  mendSocket: () => socket.connect(),
  phase: () => session.getState().phase,
  seen: () => frames.length,
  state() {
    const { remote, snapshot, phase, endedBecause, refusal, local, problems, speaker, self } =
      session.getState();
    return {
      remote: [...remote].map(([id, sources]) => [id, Object.keys(sources)]),
      snapshot,
      phase,
      endedBecause,
      refusal,
      local,
      problems,
      speaker,
      self,
    };
  },
};

function show() {
  for (const [participantId, { camera, microphone }] of session.getState().remote) {
    if (microphone) play(participantId, microphone.track);
    if (!camera) continue;
    const video = videos.get(participantId) ?? addVideo(participantId);
    if (video.srcObject?.getVideoTracks()[0] === camera.track) continue;
    video.srcObject = new MediaStream([camera.track]);
  }
}

/** Browsers know of a sound's packets only while they play it. */
function play(participantId, track) {
  const player = players.get(participantId) ?? new Audio();
  players.set(participantId, player);
  if (player.srcObject?.getAudioTracks()[0] === track) return;
  Object.assign(player, { autoplay: true, srcObject: new MediaStream([track]) });
}

function addVideo(participantId) {
  const video = document.createElement('video');
  Object.assign(video, { muted: true, autoplay: true, playsInline: true, width: 640, height: 360 });
  document.body.append(video);
  videos.set(participantId, video);
  const onFrame = (_now, { width }) => {
    frames.push({ at: clock(), width });
    video.requestVideoFrameCallback(onFrame);
  };
  video.requestVideoFrameCallback(onFrame);
  return video;
}
