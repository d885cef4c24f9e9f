import type { Kind, Resource } from '../storage/rows.ts';
import type { Transaction } from '../storage/transaction.ts';
import { invalidRequest } from './api-error.ts';
import { type Page, pageOf } from './page.ts';

const references: { [kind in Resource['object']]: { [field: string]: Kind[] } } = {
  payment_intent: { customer: ['customer'], latest_charge: ['charge'], payment_method: ['payment_method'] },
  charge: {
    balance_transaction: ['balance_transaction'],
    customer: ['customer'],
    payment_intent: ['payment_intent'],
  },
  refund: {
    balance_transaction: ['balance_transaction'],
    charge: ['charge'],
    payment_intent: ['payment_intent'],
  },
  balance_transaction: { source: ['charge', 'refund'] },
  payment_method: { customer: ['customer'] },
  customer: {},
  event: {},
};

/** One field to expand, and the paths to expand below it. */
type Step = { field: string; below: string[] };
type View = { [field: string]: unknown };

/** Puts whole objects in the place of their ids, along paths such as `latest_charge.balance_transaction`. */
export function expandPaths(tx: Transaction, body: Resource | Page<Resource>, paths: string[]): View {
  if (paths.length === 0) return body;
  const byHead = Map.groupBy(paths, (path) => path.split('.', 1)[0] ?? '');
  if (body.object === 'list') {
    const below = tails('data', byHead.get('data') ?? []);
    if (byHead.size > 1 || !byHead.has('data')) throw notExpandable(paths[0]);
    return { ...body, data: body.data.map((row) => expandPaths(tx, row, below)) };
  }
  const view: View = { ...body };
  for (const [field, whole] of byHead) {
    view[field] = expandField(tx, body, { field, below: tails(field, whole) });
  }
  return view;
}

function expandField(tx: Transaction, row: Resource, { field, below }: Step): unknown {
  if (row.object === 'charge' && field === 'refunds') {
    const refunds = tx.newest('refund').filter((refund) => refund.charge === row.id);
    return expandPaths(tx, pageOf(refunds, {}, `/v1/charges/${row.id}/refunds`), below);
  }
  const kinds = references[row.object][field];
  if (!kinds) throw notExpandable(field);
  const id = Object.entries(row).find(([name]) => name === field)?.[1];
  if (typeof id !== 'string') return null;
  const target = kinds.map((kind) => tx.find(kind, id)).find((found) => found !== undefined);
  return target && isResource(target) ? expandPaths(tx, target, below) : id;
}

function isResource(row: { object: Kind }): row is Resource {
  return row.object in references;
}

function tails(head: string, paths: string[]): string[] {
  return paths.map((path) => path.slice(head.length + 1)).filter((path) => path !== '');
}

function notExpandable(path = ''): Error {
  return invalidRequest(`${path} cannot be expanded.`, { param: 'expand' });
}
