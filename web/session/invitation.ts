const invitationKey = 'bedside.invitation';

export type Invitation = { token: string; clientKey: string };

type Deps = { tab: Storage; location: Location; history: History; newKey: () => string };

/**
 * Takes the invitation out of the address, so that it stays in no history and no picture of the screen. It is kept for
 * this tab with its client key until it is used, so that a lost answer can be asked for again.
 */
export function takeInvitation({ tab, location, history, newKey }: Deps): Invitation | undefined {
  const token = location.hash.replace(/^#/, '');
  if (token === '') return parse(tab.getItem(invitationKey));
  const earlier = parse(tab.getItem(invitationKey));
  const invitation = earlier?.token === token ? earlier : { token, clientKey: newKey() };
  tab.setItem(invitationKey, JSON.stringify(invitation));
  history.replaceState(history.state, '', location.pathname);
  return invitation;
}

/** It was used, or never will be. */
export function dropInvitation(tab: Storage): void {
  tab.removeItem(invitationKey);
}

function parse(text: string | null): Invitation | undefined {
  try {
    const value: unknown = JSON.parse(text ?? 'null');
    if (typeof value !== 'object' || value === null || !('token' in value) || !('clientKey' in value))
      return undefined;
    const { token, clientKey } = value;
    return typeof token === 'string' && typeof clientKey === 'string' ? { token, clientKey } : undefined;
  } catch {
    return undefined;
  }
}
