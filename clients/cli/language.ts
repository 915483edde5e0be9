import type { Bilingual } from '@huren/chaincode/domain';

export type Language = 'zh' | 'en';

/** The language that `--lang` asks for; else that of the locale: Chinese when it is a Chinese one, English otherwise. */
export function chooseLanguage(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Language {
  const at = args.findIndex((arg) => arg === '--lang' || arg.startsWith('--lang='));
  const asked = args[at]?.startsWith('--lang=') === true ? args[at].slice('--lang='.length) : args[at + 1];
  if (at >= 0 && (asked === 'zh' || asked === 'en')) return asked;
  // POSIX: the first of these that is set and not empty decides.
  const locale = [env['LC_ALL'], env['LC_MESSAGES'], env['LANG']].find(
    (name) => name !== undefined && name !== '',
  );
  return locale !== undefined && /^zh/i.test(locale) ? 'zh' : 'en';
}

/** A text for people made of both languages' parts. */
export function bilingual(zh: string, en: string): Bilingual {
  return { zh, en };
}
