import { DerReader } from '../der/reader';
import { textOf } from '../der/der-text';
import { TAG } from '../der/tag';
import { encodeHex } from '../encoding/hex';
import { MalformedError } from '../encoding/malformed';

/** RFC 4514 §3 and RFC 5280 §4.1.2.4; others are shown by their identifier. */
const SHORT: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.4': 'SN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.9': 'street',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.12': 'title',
  '2.5.4.42': 'GN',
  '1.2.840.113549.1.9.1': 'E',
  '0.9.2342.19200300.100.1.25': 'DC',
};

const MAX_ATTRIBUTES = 32;

/** The attributes of a Name ::= SEQUENCE OF SET OF SEQUENCE { type OID, value }, each given to `see`; without it their form alone is checked. */
function walk(der: Uint8Array, see?: (type: string, tag: number, content: Uint8Array) => void): void {
  let count = 0;
  const sets = DerReader.over(der).sequence();
  while (!sets.done) {
    const set = sets.enter(TAG.set);
    do {
      const attribute = set.sequence();
      const type = attribute.oid();
      const tag = attribute.next;
      if (see === undefined) attribute.skip();
      else see(type, tag, attribute.content(tag));
      attribute.finish();
      if (++count > MAX_ATTRIBUTES) throw new MalformedError('bad-certificate', 'A name is too long.');
    } while (!set.done);
  }
}

/** A distinguished name (X.501 §9.2): its exact bytes, by which names are compared, and its text for people. */
export class DistinguishedName {
  #shown: { readonly display: string; readonly commonName: string | undefined } | undefined;

  private constructor(readonly der: Uint8Array) {}

  /** Reads the next element. Its form is checked; its texts are decoded when somebody asks. @throws MalformedError */
  static read(reader: DerReader): DistinguishedName {
    const der = reader.element(TAG.sequence);
    walk(der);
    return new DistinguishedName(der);
  }

  /** `C=CN, O=…, CN=…` in the order of the certificate. */
  get display(): string {
    return this.#show().display;
  }

  get commonName(): string | undefined {
    return this.#show().commonName;
  }

  #show() {
    if (this.#shown !== undefined) return this.#shown;
    const shown: string[] = [];
    let commonName: string | undefined;
    walk(this.der, (type, tag, content) => {
      const value = textOf(tag, content) ?? `#${encodeHex(content)}`;
      if (type === '2.5.4.3') commonName ??= value;
      shown.push(`${SHORT[type] ?? type}=${value}`);
    });
    return (this.#shown = { display: shown.join(', '), commonName });
  }
}
