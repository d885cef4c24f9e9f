import { createHmac } from 'node:crypto';

/** The `Stripe-Signature` header: the second of sending, and HMAC-SHA256 over it and the body. */
export function signWebhook({
  body,
  secret,
  nowMs,
}: {
  body: string;
  secret: string;
  nowMs: number;
}): string {
  const second = Math.floor(nowMs / 1000);
  const signature = createHmac('sha256', secret).update(`${second}.${body}`).digest('hex');
  return `t=${second},v1=${signature}`;
}
