/** What both sides capture and send, so that neither encodes less than the other. */
export const CAPTURE = { audio: true, video: { width: 640, height: 480, frameRate: 20 } };

export const ENCODINGS = [
  { scaleResolutionDownBy: 4, maxBitrate: 150_000 },
  { scaleResolutionDownBy: 2, maxBitrate: 500_000 },
  { scaleResolutionDownBy: 1, maxBitrate: 1_200_000 },
];
