import type { DerReader } from '../der/reader';
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

/** The extensions at the end of a structure: SEQUENCE OF, bare or under [0] EXPLICIT; none when it has ended. */
export function readSealExtensions(reader: DerReader): readonly SealExtension[] {
  if (reader.done) return [];
  if (reader.next !== contextTag(0)) return readList(reader.sequence());
  const wrapper = reader.enter(contextTag(0));
  const extensions = readList(wrapper.sequence());
  wrapper.finish();
  return extensions;
}
