import type { Bilingual } from '@huren/chaincode/domain';
import { computed, ref } from 'vue';
import { createI18n } from 'vue-i18n';

export type Language = 'zh' | 'en';
const kept = 'huren.language';

function chosen(): Language {
  const asked = new URLSearchParams(location.search).get('lang') ?? storedLanguage();
  if (asked === 'zh' || asked === 'en') return asked;
  return navigator.language.toLowerCase().startsWith('en') ? 'en' : 'zh';
}

/** Storage may be forbidden, as in a private window: the language is then the page's own. */
function storedLanguage(): string | null {
  try {
    return localStorage.getItem(kept);
  } catch {
    return null;
  }
}

/** The language of the page: `?lang=`, else what was chosen here before, else the browser's; Chinese first. */
export const language = ref<Language>('zh');

/** Words of a page: `{key: {zh, en}}`, so that no sentence exists in one language only. */
export type Words = Readonly<Record<string, Bilingual>>;

/** vue-i18n over such words; `useLanguage` in components reads it. */
export function createLanguage(words: Words) {
  language.value = chosen();
  const of = (name: Language): Record<string, string> =>
    Object.fromEntries(Object.entries(words).map(([key, text]) => [key, text[name]]));
  const i18n = createI18n({
    legacy: false,
    locale: language.value,
    fallbackLocale: 'zh',
    messages: { zh: of('zh'), en: of('en') },
  });
  showLanguage(language.value);
  return i18n;
}

function showLanguage(name: Language): void {
  document.documentElement.lang = name === 'zh' ? 'zh-CN' : 'en';
}

/** Changes the language of page and texts, and remembers it. */
export function setLanguage(name: Language, locale: { value: string }): void {
  language.value = name;
  locale.value = name;
  showLanguage(name);
  try {
    localStorage.setItem(kept, name);
  } catch {
    // Remembered for this page only.
  }
}

/** A bilingual text of the domain in the page's language. */
export const say = computed(
  () =>
    (text: Bilingual): string =>
      text[language.value],
);
