import { sha256 } from '@noble/hashes/sha2.js';
import { encodeBase64url } from '../encoding/base64url';
import { canonicalBytes } from '../json/canonical';
import type { JsonValue } from '../json/value';
import type { Matter, MatterMapping, MatterReference } from './matter';

/** The records behind both codes of a mapping. */
export interface NamedMatters {
  readonly from: Matter | undefined;
  /** The row of the list, for a local code. */
  readonly row: MatterReference | undefined;
  readonly to: Matter | undefined;
}

/**
 * What the codes of a mapping name: base64url SHA-256 of the canonical JSON of `{code, name, kind, legalBasis}` or, of a
 * local code, of `{localCode, name, region, kind?, department?}`. Days, versions and materials are procedure: a matter
 * that changes them is the same matter.
 */
export function namedDigests({ from, row, to }: NamedMatters): NonNullable<MatterMapping['named']> {
  return { from: row === undefined ? ofMatter(from) : ofRow(row), to: ofMatter(to) };
}

/** The sides of a mapping whose codes name something else by now than what was accepted. */
export function changedSides(
  { named }: Pick<MatterMapping, 'named'>,
  matters: NamedMatters,
): readonly ('from' | 'to')[] {
  if (named === undefined) return [];
  const present = namedDigests(matters);
  return (['from', 'to'] as const).filter((side) => present[side] !== named[side]);
}

function ofMatter(matter: Matter | undefined): string {
  if (matter === undefined) return '';
  const { code, name, kind, legalBasis } = matter;
  return digestOf({ code, name, kind, legalBasis } as unknown as JsonValue);
}

function ofRow({ authority: _keeper, source: _source, ...row }: MatterReference): string {
  return digestOf(row);
}

const digestOf = (value: JsonValue): string => encodeBase64url(sha256(canonicalBytes(value)));
