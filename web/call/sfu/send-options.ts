import type { Source } from '#contracts/visits/ticket.ts';
import type { types } from 'mediasoup-client';

/** What is asked of a track. Named here, so that what runs without a browser can use the same encodings. */
type Track = { getSettings(): { height?: number } };
type SendSettings = Pick<types.ProducerOptions, 'encodings' | 'codecOptions'>;

/** How each source is encoded: cameras in up to three sizes, of which each viewer gets the one its tile needs. */
export function sendSettings(source: Source, track: Track): SendSettings {
  switch (source) {
    case 'microphone':
      return { codecOptions: { opusStereo: false, opusFec: true, opusDtx: true } };
    case 'camera':
      return {
        encodings: cameraEncodings(track.getSettings().height ?? 0),
        // Without it the encoder begins at 300 kbit/s and the picture stays small for seconds.
        codecOptions: { videoGoogleStartBitrate: 1_000 },
      };
    case 'screen':
      // Text must stay sharp: one size, few frames.
      return {
        encodings: [{ maxBitrate: 2_500_000, maxFramerate: 15 }],
        codecOptions: { videoGoogleStartBitrate: 1_000 },
      };
    default:
      return source satisfies never;
  }
}

/** Each larger size doubles the one before. A picture that is small anyhow is not made smaller. */
export function cameraEncodings(height: number): NonNullable<SendSettings['encodings']> {
  const full = { scaleResolutionDownBy: 1, maxBitrate: 1_700_000 };
  const half = { scaleResolutionDownBy: 2, maxBitrate: 500_000 };
  const quarter = { scaleResolutionDownBy: 4, maxBitrate: 150_000 };
  if (height >= 600) return [quarter, half, full];
  if (height >= 300) return [half, { ...full, maxBitrate: 900_000 }];
  return [{ ...full, maxBitrate: 400_000 }];
}
