import type { z } from 'zod';
import type { Resource } from '../storage/rows.ts';
import type { Transaction } from '../storage/transaction.ts';
import { expandPaths } from './expand.ts';
import type { FormValue } from './form.ts';
import type { Page } from './page.ts';
import { readParams } from './params.ts';

/** One endpoint: what it takes and what it does. It runs in one go, without waiting for anything. */
type Definition<S extends z.ZodType<{ expand?: string[] | undefined }>> = {
  params: S;
  run: (tx: Transaction, params: z.output<S>, id: string) => Resource | Page<Resource>;
};

type PreparedCall = (tx: Transaction) => object;
/** Reads the parameters at once (so that a wrong one is refused before work begins), and gives the work. */
export type Operation = (form: Record<string, FormValue>, id: string) => PreparedCall;

export function defineOperation<S extends z.ZodType<{ expand?: string[] | undefined }>>({
  params,
  run,
}: Definition<S>): Operation {
  return (form, id) => {
    const read = readParams(params, form);
    return (tx) => expandPaths(tx, run(tx, read, id), read.expand ?? []);
  };
}
