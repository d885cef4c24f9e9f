import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import common from './en/common.json';
import front from './en/front.json';

/** The parts of the catalogue that arrive with the part of the app that shows them. */
export type TextArea = 'admin' | 'care' | 'chat' | 'doctor' | 'nurse' | 'patient' | 'visit';

const catalogues = import.meta.glob<Record<string, unknown>>('./*/*.json', { import: 'default' });
const languages = ['en'] as const;

/** The catalogue in the reader's language. Call once, before anything is drawn. */
export const i18n = i18next.createInstance();

export async function startText(): Promise<void> {
  const language = pickLanguage(navigator.languages);
  document.documentElement.lang = language;
  await i18n.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    ns: ['common', 'front'],
    defaultNS: 'common',
    resources: { en: { common, front } },
    // React escapes what it shows.
    interpolation: { escapeValue: false },
    partialBundledLanguages: true,
  });
}

/** Fetches the text of some areas, side by side with their code. */
export async function loadText(...areas: TextArea[]): Promise<void> {
  const missing = areas.filter((area) => !i18n.hasResourceBundle(i18n.language, area));
  await Promise.all(
    missing.map(async (area) => {
      const load = catalogues[`./${i18n.language}/${area}.json`];
      if (load !== undefined) i18n.addResourceBundle(i18n.language, area, await load());
    }),
  );
}

function pickLanguage(wanted: readonly string[]): string {
  const spoken = wanted.map((language) => language.split('-')[0]);
  return languages.find((language) => spoken.includes(language)) ?? 'en';
}
