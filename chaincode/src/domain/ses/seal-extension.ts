import { DerReader } from '../der/reader';
import { contextTag, TAG } from '../der/tag';
import { MalformedError } from '../encoding/malformed';

/** ExtData ::= SEQUENCE { extnID OID, critical BOOLEAN DEFAULT FALSE, extnValue OCTET STRING } */
export interface SealExtension {
  readonly id: string;
  readonly critical: boolean;
  readonly value: Uint8Array;
}

const MAX_EXTENSIONS = 64;

function readList(list: DerReader): readonly SealExtension[] {
  const extensions: SealExtension[] = [];
  while (!list.done) {
    const extension = list.sequence();
    const id = extension.oid();
    const critical = extension.next === TAG.boolean && extension.boolean();
    extensions.push({ id, critical, value: extension.octets() });
    extension.finish();
    if (extensions.length > MAX_EXTENSIONS)
      throw new MalformedError('bad-seal', 'There are too many extensions.');
  }
  return extensions;
}

/** Whether an element under [0] is already the first ExtData: the list itself bears the tag then. */
function isImplicit(element: Uint8Array): boolean {
  return DerReader.over(element).enter(contextTag(0)).sequence().next === TAG.oid;
}

/** The extensions at the end of a structure: SEQUENCE OF, bare or under [0], EXPLICIT or IMPLICIT; none at its end. */
export function readSealExtensions(reader: DerReader): readonly SealExtension[] {
  if (reader.done) return [];
  if (reader.next !== contextTag(0)) return readList(reader.sequence());
  const element = reader.element(contextTag(0));
  const wrapper = DerReader.over(element).enter(contextTag(0));
  if (isImplicit(element)) return readList(wrapper);
  const extensions = readList(wrapper.sequence());
  wrapper.finish();
  return extensions;
}
