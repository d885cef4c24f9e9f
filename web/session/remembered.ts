import { isVisitId } from '../api/ids.ts';
import type { Remembered } from './session.ts';

const tabKey = 'bedside.session';
const accountKey = 'bedside.has-account';

export type Places = { tab: Storage; browser: Storage };

/** What this tab was signed in with. Nothing, on the first visit: then no request is made for a stranger. */
export function readRemembered({ tab, browser }: Places): Remembered | undefined {
  const kept = parse(tab.getItem(tabKey));
  if (kept !== undefined) return kept;
  return browser.getItem(accountKey) === 'yes' ? { kind: 'account' } : undefined;
}

/** Remembers, or forgets with `undefined`. */
export function remember({ tab, browser }: Places, what: Remembered | undefined): void {
  const before = readRemembered({ tab, browser });
  if (what === undefined) {
    tab.removeItem(tabKey);
    if (before?.kind === 'account') browser.removeItem(accountKey);
    return;
  }
  if (what.kind === 'account') {
    tab.removeItem(tabKey);
    browser.setItem(accountKey, 'yes');
    return;
  }
  tab.setItem(tabKey, JSON.stringify(what));
}

function parse(text: string | null): Remembered | undefined {
  if (text === null) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('kind' in value)) return undefined;
    if (value.kind === 'tab' && 'refreshToken' in value && typeof value.refreshToken === 'string') {
      return { kind: 'tab', refreshToken: value.refreshToken };
    }
    if (value.kind !== 'guest' || !('visitId' in value) || typeof value.visitId !== 'string')
      return undefined;
    return isVisitId(value.visitId) ? { kind: 'guest', visitId: value.visitId } : undefined;
  } catch {
    return undefined;
  }
}
