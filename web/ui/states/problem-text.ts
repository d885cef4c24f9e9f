import { useTranslation } from 'react-i18next';
import { Refusal } from '#contracts/refusal.ts';
import common from '../../text/en/common.json';

type Known = keyof typeof common.refusal;

const isKnown = (code: string): code is Known => Object.hasOwn(common.refusal, code);

/** What went wrong in the reader's words: what happened, whether anything was lost, what to do now. */
export function useProblemText(): (error: unknown) => string {
  const { t } = useTranslation();
  return (error) => {
    const code = error instanceof Refusal && isKnown(error.code) ? error.code : 'other';
    return t(`refusal.${code}`);
  };
}
