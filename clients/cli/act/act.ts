import type { Bilingual } from '@huren/chaincode/domain';

/** One field of an act's argument, for help and for the first look; the contract itself is the judge. */
export interface ActField {
  /** Name; `?` at its end: optional. */
  readonly name: string;
  readonly summary: Bilingual;
}

/** One contract act and its verb on the command line (DETAILS 14: every act has one). */
export interface Act {
  readonly contract: string;
  readonly fn: string;
  /** Words of the command, e.g. `['seal', 'freeze']`. */
  readonly verb: readonly [string, string];
  readonly summary: Bilingual;
  readonly fields: readonly ActField[];
}

/** `name=中文|English` spelled once per field. */
export function act(
  contract: string,
  fn: string,
  verb: string,
  zh: string,
  en: string,
  fields: Readonly<Record<string, readonly [zh: string, en: string]>> = {},
): Act {
  const [group, word] = verb.split(' ');
  if (group === undefined || word === undefined) throw new TypeError(`the verb ${verb} is not two words`);
  return {
    contract,
    fn,
    verb: [group, word],
    summary: { zh, en },
    fields: Object.entries(fields).map(([name, [nameZh, nameEn]]) => ({
      name,
      summary: { zh: nameZh, en: nameEn },
    })),
  };
}
