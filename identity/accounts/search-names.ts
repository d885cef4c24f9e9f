import { z } from 'zod';
import { Refusal } from '#contracts/refusal.ts';
import type { Account } from './account.ts';
import type { AccountStore, NameQuery } from './account-store.ts';

type Search = Omit<NameQuery, 'after' | 'limit'> & {
  search: string | undefined;
  cursor: string | undefined;
  limit: number | undefined;
  matches?: (account: Account) => boolean;
};

const Cursor = z.string().min(1).max(300);
const chunk = 500;
const usualLimit = 50;

/**
 * Whether every word of the search begins a word of the name, in whatever case and order. An address counts as a word
 * where the reader may see it.
 */
export function matchesSearch(name: string, search: string): boolean {
  const words = wordsOf(name);
  return wordsOf(search).every((wanted) => words.some((word) => word.startsWith(wanted)));
}

const wordsOf = (text: string) =>
  text
    .toLowerCase()
    .split(/[\s,;()]+/)
    .filter((word) => word !== '');

/**
 * A page of a tenant's people in the order of their names. Names are looked through one after the other: fast for a
 * clinic's thousands, and nothing to keep in step with the accounts.
 */
export async function searchNames(
  accounts: Pick<AccountStore, 'list'>,
  { tenantId, role, search, cursor, limit = usualLimit, matches = () => true }: Search,
): Promise<{ found: Account[]; nextCursor?: string }> {
  const isFound = (account: Account) =>
    matches(account) &&
    (search === undefined || matchesSearch(`${account.name} ${account.email ?? ''}`, search));
  const found: Account[] = [];
  for (let after = cursor === undefined ? undefined : readCursor(cursor); ; ) {
    const accountsRead = await accounts.list({ tenantId, role, after, limit: chunk });
    for (const account of accountsRead.filter(isFound)) {
      const last = found.at(-1);
      if (last && found.length === limit) return { found, nextCursor: writeCursor(last.sortKey) };
      found.push(account);
    }
    if (accountsRead.length < chunk) return { found };
    after = accountsRead.at(-1)?.sortKey;
  }
}

const writeCursor = (sortKey: string) => Buffer.from(sortKey).toString('base64url');

function readCursor(cursor: string): string {
  const parsed = Cursor.safeParse(Buffer.from(cursor, 'base64url').toString());
  if (!parsed.success || !parsed.data.includes('\t'))
    throw new Refusal('invalid_input', 'This cursor belongs to another list.');
  return parsed.data;
}
