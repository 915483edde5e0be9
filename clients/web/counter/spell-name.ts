import { pinyin } from 'pinyin-pro';
import type { Spelling } from './matter-search';

const known = new Map<string, Spelling>();

/** Letters of a Chinese name; a module of its own, because the table is large and loaded when it is first needed. */
export function spellName(name: string): Spelling {
  const found = known.get(name);
  if (found !== undefined) return found;
  const each = pinyin(name, { toneType: 'none', type: 'array', nonZh: 'removed', v: true });
  const spelling = {
    syllables: each.join('').toLowerCase(),
    initials: each
      .map((syllable) => syllable.charAt(0))
      .join('')
      .toLowerCase(),
  };
  known.set(name, spelling);
  return spelling;
}
