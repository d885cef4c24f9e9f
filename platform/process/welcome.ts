/** What a newcomer reads when the server is up: where to go, and what to do there. */
export function welcome({
  url,
  isDemoOn,
  isSecure,
}: {
  url: string;
  isDemoOn: boolean;
  isSecure: boolean;
}): string {
  const lines = ['', `  Bedside is running: ${url}`, ''];
  if (isDemoOn)
    lines.push(
      `  Try it: open ${url}/demo in two windows and continue as patient in one, as doctor in the other.`,
      '',
    );
  if (!isSecure)
    lines.push(
      '  Browsers give a camera only to localhost or over HTTPS. For a phone on the same network set',
      '  BEDSIDE_TLS_CERT and BEDSIDE_TLS_KEY (docs/running.md).',
      '',
    );
  return lines.join('\n');
}
