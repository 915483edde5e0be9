import { PERSONAL_CLAIMS } from '../../licence/co-holders';
import { fieldPath } from '../../licence/holder-fields';
import type { Material } from '../../matter/matter';
import type { HolderWords, ReadableField } from './co-holders';

/** Whether a field is everybody's or the presenter's own: by such a matter's wish for a name is met. */
function isPresenters({ owner }: ReadableField, { presenter }: HolderWords): boolean {
  return owner === 'shared' || owner === presenter;
}

/** Names of the fields that the presenter shows of the licence and of themselves. */
export function namesOfPresenter(words: HolderWords): readonly string[] {
  return words.readable.filter((field) => isPresenters(field, words)).map(({ name }) => name);
}

/** The holders beside the presenter whose own fields a material asks for, by place. */
function othersAsked({ holders: whose }: Material, { holders, presenter }: HolderWords): readonly number[] {
  if (whose !== 'all') return [];
  return Array.from({ length: holders }, (_, place) => place).filter((place) => place !== presenter);
}

/** Paths of own fields of the other holders that a material asks for and that may not be read, or are not shown. */
export function missingOfOthers(material: Material, words: HolderWords): readonly string[] {
  const personal = material.fields.filter((field) => PERSONAL_CLAIMS.includes(field));
  return othersAsked(material, words).flatMap((place) =>
    personal
      .filter((name) => !words.readable.some((field) => field.owner === place && field.name === name))
      .map((name) => fieldPath(place, name)),
  );
}

/** Paths of what may be read and is not asked for. */
export function pathsBeyond(material: Material, words: HolderWords): readonly string[] {
  const others = othersAsked(material, words);
  return words.readable
    .filter((field) => {
      const isWanted = material.fields.includes(field.name);
      return !isWanted || !(isPresenters(field, words) || others.some((place) => place === field.owner));
    })
    .map(({ owner, name }) => fieldPath(owner, name));
}
