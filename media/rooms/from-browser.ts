import type { DtlsParameters, RtpCapabilities, RtpParameters } from 'mediasoup/types';
import { z } from 'zod';
import { Refusal } from '#contracts/refusal.ts';

// mediasoup checks these in depth itself when it gets them, and throws; here they only get its types.
const isObject = (value: unknown) => typeof value === 'object' && value !== null;
const rtpParameters = z.custom<RtpParameters>(isObject);
const rtpCapabilities = z.custom<RtpCapabilities>(isObject);
const dtlsParameters = z.custom<DtlsParameters>(isObject);

export const toRtpParameters = (parameters: unknown): RtpParameters => rtpParameters.parse(parameters);
export const toRtpCapabilities = (capabilities: unknown): RtpCapabilities =>
  rtpCapabilities.parse(capabilities);
export const toDtlsParameters = (parameters: unknown): DtlsParameters => dtlsParameters.parse(parameters);

/** What mediasoup says of parameters that it cannot use is the sender's fault, not a bug here. */
export function refuseUnusable(cause: unknown): never {
  const isWrongInput = cause instanceof Error && ['TypeError', 'UnsupportedError'].includes(cause.name);
  if (!isWrongInput) throw cause;
  throw new Refusal('parameters_refused', 'These media parameters cannot be used.', { cause });
}
