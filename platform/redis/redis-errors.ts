const passing = [
  'LOADING',
  'READONLY',
  'MASTERDOWN',
  'CLUSTERDOWN',
  'TRYAGAIN',
  'OOM',
  'MISCONF',
  'NOREPLICAS',
];

/** Whether Redis could not be had, in contrast to an answer that says the question was wrong. */
export function isRedisAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === 'ReplyError') return passing.includes(replyCode(error));
  return true;
}

/** The word that Redis begins an error with, such as NOGROUP. */
export const replyCode = (error: unknown): string =>
  error instanceof Error ? (/\b[A-Z]{4,}\b/.exec(error.message)?.[0] ?? '') : '';
