import type { Bilingual } from '@huren/chaincode/domain';

/** A matter as the counter chooses it. */
export interface MatterChoice {
  /** A matter code, or a local code that a mapping makes one. */
  readonly code: string;
  /** Of a local code: the list meant, by its keeper's credit code. */
  readonly list?: string;
  readonly name: Bilingual;
}

/** A Chinese name in letters: whole syllables and initials. */
export interface Spelling {
  readonly syllables: string;
  readonly initials: string;
}
export type Spell = (name: string) => Spelling;

const letters = /^[a-z]+$/;
const shown = 12;

/** One choice among others; a local code may stand in several lists. */
export const choiceKey = ({ code, list }: MatterChoice): string =>
  list === undefined ? code : `${code}@${list}`;

/** How well a matter fits; 0 is not at all. */
function fit({ code, name, list }: MatterChoice, query: string, spell: Spell | undefined): number {
  if (code.toLowerCase() === query) return 6;
  if (code.toLowerCase().startsWith(query)) return 5;
  // By its name a matter is found once, under its own code.
  if (list !== undefined) return 0;
  if (name.zh.startsWith(query)) return 5;
  if (name.zh.includes(query) || name.en.toLowerCase().includes(query)) return 4;
  if (spell === undefined || !letters.test(query)) return 0;
  const { syllables, initials } = spell(name.zh);
  if (initials.startsWith(query) || syllables.startsWith(query)) return 3;
  return initials.includes(query) || syllables.includes(query) ? 2 : 0;
}

/**
 * Matters by name, by pinyin (whole or initials) or by code, best first; without a query the recent ones, then all.
 * @param spell absent while the pinyin table is still on its way
 */
export function searchMatters(
  matters: readonly MatterChoice[],
  text: string,
  recent: readonly string[],
  spell?: Spell,
): readonly MatterChoice[] {
  const query = text.trim().toLowerCase().replaceAll(/\s/g, '');
  const place = ({ code }: MatterChoice): number => {
    const at = recent.indexOf(code);
    return at < 0 ? recent.length : at;
  };
  return matters
    .map((matter) => ({
      matter,
      score: query === '' ? Number(matter.list === undefined) : fit(matter, query, spell),
    }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || place(a.matter) - place(b.matter))
    .slice(0, shown)
    .map(({ matter }) => matter);
}

const kept = 'huren.counter.matters';
const keptCount = 6;

/** Codes of the matters chosen last in this browser, newest first. */
export function recentMatters(): readonly string[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(kept) ?? '[]');
    return Array.isArray(value) ? value.filter((each) => typeof each === 'string').slice(0, keptCount) : [];
  } catch {
    return [];
  }
}

export function rememberMatter(code: string): readonly string[] {
  const codes = [code, ...recentMatters().filter((each) => each !== code)].slice(0, keptCount);
  try {
    localStorage.setItem(kept, JSON.stringify(codes));
  } catch {
    // Remembered by nobody where storage is forbidden.
  }
  return codes;
}
