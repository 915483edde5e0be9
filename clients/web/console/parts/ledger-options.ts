import { useI18n } from 'vue-i18n';

/** Words of the ledger as a filter shows them: `state` and `active` are the message `state_active`. */
export function useOptions(): (what: string, words: readonly string[]) => Readonly<Record<string, string>> {
  const { t } = useI18n();
  return (what, words) => Object.fromEntries(words.map((word) => [word, t(`${what}_${word}`)]));
}
