import fc from 'fast-check';
import {
  foldName,
  isMongolian,
  matchNames,
  NAME_LENGTH_LIMIT,
  type NameMatch,
} from '@huren/chaincode/domain';

/** Invented names; the reason stands in each row. */
const rows: readonly (readonly [reason: string, shown: string, given: string, match: NameMatch])[] = [
  ['the same characters', '巴特尔·甲', '巴特尔·甲', 'exact'],
  ['spaces around a name are nobody’s', '甲一', '  甲一 ', 'exact'],
  ['a bullet for the middle dot', '巴特尔·甲', '巴特尔•甲', 'near'],
  ['the katakana dot', '巴特尔·甲', '巴特尔・甲', 'near'],
  ['the half-width katakana dot', '巴特尔·甲', '巴特尔･甲', 'near'],
  ['a full-width full stop', '巴特尔·甲', '巴特尔．甲', 'near'],
  ['a full stop', '巴特尔·甲', '巴特尔.甲', 'near'],
  ['the hyphenation point', '巴特尔·甲', '巴特尔‧甲', 'near'],
  ['no dot at all', '巴特尔·甲', '巴特尔甲', 'near'],
  ['an ideographic space inside', '甲一', '甲　一', 'near'],
  ['a zero-width space inside', '甲一', '甲\u200b一', 'near'],
  ['full-width letters', 'DEMO A', 'ＤＥＭＯ　Ａ', 'near'],
  ['letters of another case', 'Demo A', 'DEMO A', 'near'],
  ['a compatibility ideograph', '金一', '\uf90a一', 'near'],
  ['a letter with its accent apart', 'Ba\u0301tor', 'Bátor', 'near'],
  ['another character', '甲一', '甲二', 'differs'],
  ['a character that is missing', '巴特尔·甲', '巴特·甲', 'differs'],
  ['the parts in another order', '巴特尔·甲', '甲·巴特尔', 'differs'],
  ['a rare character beyond the basic plane and its neighbour', '𬭎㛃', '𬭏㛃', 'differs'],
  ['Mongolian script on the licence', 'ᠪᠠᠭᠠᠲᠤᠷ', 'ᠪᠠᠭᠠᠲᠤᠷ', 'not-comparable'],
  ['Mongolian script on the card', '巴特尔', 'ᠪᠠᠭᠠᠲᠤᠷ', 'not-comparable'],
  ['no name', '甲一', '', 'not-comparable'],
  ['dots alone', '··', '・・', 'not-comparable'],
  ['a name beyond all length', '甲', '甲'.repeat(NAME_LENGTH_LIMIT + 1), 'not-comparable'],
];

describe('names as two people write them', () => {
  it.each(rows)('tells %s', (_, shown, given, match) => {
    expect(matchNames(shown, given)).toBe(match);
  });

  it('compares a name of the longest length', () => {
    const name = '甲'.repeat(NAME_LENGTH_LIMIT);
    expect(matchNames(name, name)).toBe('exact');
  });

  const text = fc.string({ unit: 'binary', maxLength: 40 });

  it('answers the same whichever name comes first', () => {
    fc.assert(fc.property(text, text, (a, b) => matchNames(a, b) === matchNames(b, a)));
  });

  it('never calls names near whose folded forms differ, and never matches Mongolian script', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const match = matchNames(a, b);
        if (match === 'near') expect(foldName(a)).toBe(foldName(b));
        if (isMongolian(a) || isMongolian(b)) expect(match).toBe('not-comparable');
      }),
    );
  });
});
