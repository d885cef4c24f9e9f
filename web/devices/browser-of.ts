/** The browsers for which there are steps of their own. */
export type Browser = 'chrome' | 'edge' | 'firefox' | 'safari' | 'android' | 'ios';

/** Which browser a user agent string names, as far as permission steps differ. */
export function browserOf(userAgent: string, touchPoints: number): Browser {
  const isIpad = userAgent.includes('Macintosh') && touchPoints > 1;
  if (/iPhone|iPad|iPod/.test(userAgent) || isIpad) return 'ios';
  if (userAgent.includes('Android')) return 'android';
  if (userAgent.includes('Firefox/')) return 'firefox';
  if (userAgent.includes('Edg/')) return 'edge';
  if (userAgent.includes('Chrome/') || userAgent.includes('Chromium/')) return 'chrome';
  return userAgent.includes('Safari/') ? 'safari' : 'chrome';
}
