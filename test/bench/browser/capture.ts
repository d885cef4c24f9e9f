import { cameraEncodings } from '../../../web/call/sfu/send-options.ts';

// What both sides capture and send, so that neither encodes less than the other: as the app does.
const HEIGHT = 720;
export const CAPTURE = {
  audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  video: {
    facingMode: { ideal: 'user' },
    width: { ideal: 1280 },
    height: { ideal: HEIGHT },
    frameRate: { ideal: 30 },
  },
};

export const ENCODINGS = cameraEncodings(HEIGHT);
/** In kbit/s; the encoder would begin at 300 and leave the larger layers out at first. */
export const CODEC_OPTIONS = { videoGoogleStartBitrate: 1_000 };
