import { z } from 'zod';
import { type ApiError, invalidParameter } from './api-error.ts';
import type { FormValue } from './form.ts';
import { unsimulatedParams } from './unsimulated-params.ts';

/** Text that must say something. */
export const text = z.string().min(1, 'parameter_invalid_empty').max(5000, 'parameter_invalid_string_length');
/** Text that an empty value clears. */
export const clearable = z
  .string()
  .max(5000, 'parameter_invalid_string_length')
  .transform((value) => (value === '' ? null : value));
export const integer = z
  .string()
  .regex(/^-?\d{1,15}$/, 'parameter_invalid_integer')
  .transform(Number);
export const flag = z.enum(['true', 'false']).transform((value) => value === 'true');
export const expand = z.array(text).max(20).optional();

/** At most 50 keys of 40 characters with values of 500; an empty value removes a key, an empty whole all of them. */
export const metadata = z.preprocess(
  (value) => (Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : value),
  z.union([
    z.literal('').transform(() => null),
    z
      .record(z.string().min(1).max(40), z.string().max(500))
      .refine((value) => Object.keys(value).length <= 50, 'parameter_invalid_map'),
  ]),
);

export function mergeMetadata(
  before: Record<string, string>,
  change: Record<string, string> | null | undefined,
): Record<string, string> {
  if (change === undefined) return before;
  if (change === null) return {};
  return Object.fromEntries(Object.entries({ ...before, ...change }).filter(([, value]) => value !== ''));
}

/** Reads the parameters by a schema, or refuses the first one that is wrong as Stripe would. */
export function readParams<S extends z.ZodType>(schema: S, form: Record<string, FormValue>): z.output<S> {
  const read = schema.safeParse(form);
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  throw issue ? refusal(issue, form) : read.error;
}

function refusal(issue: z.core.$ZodIssue, form: Record<string, FormValue>): ApiError {
  const path = issue.path.map(String);
  const name = path[0] ?? '';
  if (issue.code === 'unrecognized_keys') {
    const param = bracketed([...path, issue.keys[0] ?? '']);
    if (param === 'payment_method_types') {
      // Writable until the API versions called endive; examples on the web still show it.
      const code = 'payment_method_types_no_longer_supported';
      return invalidParameter('Use automatic_payment_methods or allowed_payment_method_types.', {
        code,
        param,
      });
    }
    if (unsimulatedParams.has(param)) {
      return invalidParameter(`Stripe knows ${param}, but this simulator does not.`, { param });
    }
    return invalidParameter(`Unknown parameter: ${param}.`, { code: 'parameter_unknown', param });
  }
  const param = bracketed(path);
  if (path.length === 1 && !(name in form)) {
    return invalidParameter(`The parameter ${param} is required.`, { code: 'parameter_missing', param });
  }
  const code = issue.message.startsWith('parameter_') ? issue.message : undefined;
  return invalidParameter(`The value of ${param} is not valid.`, { param, ...(code && { code }) });
}

function bracketed([head = '', ...rest]: string[]): string {
  return head + rest.map((part) => `[${part}]`).join('');
}
