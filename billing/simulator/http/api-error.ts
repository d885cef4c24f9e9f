import type { PaymentIntent } from '../resources/payment-intent.ts';
import type { PaymentMethod } from '../resources/payment-method.ts';

export type ErrorType = 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';

export type ErrorDetail = {
  type: ErrorType;
  message: string;
  code?: string;
  decline_code?: string;
  param?: string;
  charge?: string;
  payment_intent?: PaymentIntent;
  payment_method?: PaymentMethod;
};

/** An answer that is not 200, in Stripe's shape. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly detail: ErrorDetail;
  /** False when no work had begun: such an answer is not kept under the idempotency key. */
  readonly isFinal: boolean;

  constructor(status: number, detail: ErrorDetail, { isFinal = true }: { isFinal?: boolean } = {}) {
    super(detail.message);
    this.status = status;
    this.detail = detail;
    this.isFinal = isFinal;
  }

  /** A declined card is something that happened: what it changed stays. Every other error changes nothing. */
  get keepsChanges(): boolean {
    return this.detail.type === 'card_error';
  }
}

export function invalidRequest(message: string, more: { code?: string; param?: string } = {}): ApiError {
  return new ApiError(400, { type: 'invalid_request_error', message, ...more });
}

/** The parameters themselves are wrong; the endpoint did not begin. */
export function invalidParameter(message: string, more: { code?: string; param: string }): ApiError {
  return new ApiError(400, { type: 'invalid_request_error', message, ...more }, { isFinal: false });
}

export function noSuch(kind: string, id: string, param = 'id'): ApiError {
  const message = `There is no ${kind} with the id '${id}'.`;
  // Only the object of the URL itself answers 404; a wrong reference inside a request is a bad request.
  const status = param === 'id' ? 404 : 400;
  return new ApiError(status, { type: 'invalid_request_error', code: 'resource_missing', message, param });
}

export function unexpectedState(intent: PaymentIntent, message: string): ApiError {
  return new ApiError(400, {
    type: 'invalid_request_error',
    code: 'payment_intent_unexpected_state',
    message,
    payment_intent: intent,
  });
}

export function errorBody(error: ApiError): { error: Record<string, unknown> } {
  const { code } = error.detail;
  const link = code && { doc_url: `https://docs.stripe.com/error-codes#${code.replaceAll('_', '-')}` };
  return { error: { ...error.detail, ...link } };
}
