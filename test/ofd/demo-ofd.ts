import { encodeBase64, type SealTrust, sm3 } from '@huren/chaincode/domain';
import { nodeProvider } from '@huren/chaincode/crypto-node';
import { inspectOfdSync, type OfdInspection } from '@huren/chaincode/ofd';
import { demoPki, type Party } from '../ses/demo-pki';
import { at, makeSeal, sealDraft, signUnder } from '../ses/demo-seal';
import { writeZip } from './zip-writer';

/** A licence in page form that the tests make: two pages, metadata, one seal. All names are made up. */

const { root, maker, signer, stranger } = demoPki();
export const pki = { root, maker, signer, stranger };
export const trust: SealTrust = { anchors: [root.certificate], makers: [maker.certificate] };
export const provider: ReturnType<typeof nodeProvider> = nodeProvider();
export const seal = makeSeal(sealDraft(signer), maker);
export const signedMs = at('2026-03-01T08:00:00Z');

const XML = '<?xml version="1.0" encoding="UTF-8"?>\n';
const NS = 'xmlns:ofd="http://www.ofdspec.org/2016"';

export type Parts = Record<string, Uint8Array | string>;

/** CustomDatas of the metadata, by name. */
export function ofdXml(customDatas: Readonly<Record<string, string>> = {}, signatures = true): string {
  const rows = Object.entries(customDatas).map(
    ([name, value]) => `<ofd:CustomData Name="${name}">${value}</ofd:CustomData>`,
  );
  const custom = rows.length === 0 ? '' : `<ofd:CustomDatas>${rows.join('')}</ofd:CustomDatas>`;
  const list = signatures ? '<ofd:Signatures>/Doc_0/Signs/Signatures.xml</ofd:Signatures>' : '';
  return (
    `${XML}<ofd:OFD ${NS} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>0</ofd:DocID>${custom}` +
    `</ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>${list}</ofd:DocBody></ofd:OFD>`
  );
}

export function contentParts(): Parts {
  return {
    'OFD.xml': ofdXml({ ZZMC: '测试证照', certificate_number: '测0001', 自定义: '值' }),
    'Doc_0/Document.xml': `${XML}<ofd:Document ${NS}><ofd:Pages/></ofd:Document>`,
    'Doc_0/Pages/Page_0/Content.xml': `${XML}<ofd:Page ${NS}><ofd:Content/></ofd:Page>`,
    'Doc_0/Pages/Page_1/Content.xml': `${XML}<ofd:Page ${NS}><ofd:Content><!-- 2 --></ofd:Content></ofd:Page>`,
  };
}

export interface SignatureDraft {
  readonly number?: number;
  readonly by?: Party;
  readonly seal?: Uint8Array;
  readonly timeMs?: number;
  /** Parts that the signature refers to; all by default. */
  readonly covers?: readonly string[];
  readonly sealCopy?: Uint8Array | null;
  readonly checkMethod?: string;
  /** Changes the text of Signature.xml before it is signed. */
  readonly edit?: (xml: string) => string;
}

function bytesOf(part: Uint8Array | string | undefined): Uint8Array {
  return typeof part === 'string' ? Buffer.from(part) : (part ?? new Uint8Array(0));
}

/** Parts with one more signature over them; Signatures.xml is left out of what it protects, unless `covers` names it. */
export function sign(parts: Parts, draft: SignatureDraft = {}): Parts {
  const { number = 0, by = signer, timeMs = signedMs } = draft;
  const used = draft.seal ?? seal;
  const copy = draft.sealCopy === undefined ? used : draft.sealCopy;
  const folder = `Doc_0/Signs/Sign_${number}`;
  const rows = Array.from(
    { length: number + 1 },
    (_, i) => `<ofd:Signature ID="${i}" Type="Seal" BaseLoc="/Doc_0/Signs/Sign_${i}/Signature.xml"/>`,
  );
  const listed: Parts = {
    ...parts,
    ...(copy === null ? {} : { [`${folder}/Seal.esl`]: copy }),
    'Doc_0/Signs/Signatures.xml': `${XML}<ofd:Signatures ${NS}>${rows.join('')}</ofd:Signatures>`,
  };
  const covers = draft.covers ?? Object.keys(listed).filter((name) => !name.endsWith('Signatures.xml'));
  const references = covers.map((name) => {
    const value = encodeBase64(sm3(bytesOf(listed[name])));
    return `<ofd:Reference FileRef="/${name}"><ofd:CheckValue>${value}</ofd:CheckValue></ofd:Reference>`;
  });
  const sealRow = copy === null ? '' : `<ofd:Seal><ofd:BaseLoc>/${folder}/Seal.esl</ofd:BaseLoc></ofd:Seal>`;
  const xml =
    `${XML}<ofd:Signature ${NS}><ofd:SignedInfo><ofd:Provider ProviderName="test"/>` +
    `<ofd:SignatureMethod>1.2.156.10197.1.501</ofd:SignatureMethod>` +
    `<ofd:SignatureDateTime>20260301080000Z</ofd:SignatureDateTime>` +
    `<ofd:References CheckMethod="${draft.checkMethod ?? 'SM3'}">${references.join('')}</ofd:References>${sealRow}` +
    `</ofd:SignedInfo><ofd:SignedValue>SignedValue.dat</ofd:SignedValue></ofd:Signature>`;
  const signatureXml = Buffer.from(draft.edit?.(xml) ?? xml);
  return {
    ...listed,
    [`${folder}/Signature.xml`]: signatureXml,
    [`${folder}/SignedValue.dat`]: signUnder(used, by, signatureXml, timeMs, `/${folder}/Signature.xml`),
  };
}

export const signedParts: Parts = sign(contentParts());

export function pack(parts: Parts): Buffer {
  return writeZip(Object.entries(parts).map(([name, content]) => ({ name, content: bytesOf(content) })));
}

export function inspect(
  file: Uint8Array,
  given: Parameters<typeof inspectOfdSync>[2] = trust,
): OfdInspection {
  return inspectOfdSync(provider, file, given);
}

/** All codes of the file and its signatures. */
export function codesOf({ findings, signatures }: OfdInspection): readonly string[] {
  return [...findings, ...signatures.flatMap((one) => one.findings)].map(({ code }) => code);
}
