/** OFD.xml (GB/T 33190-2016 §7.4): the documents of a package, their lists of signatures, and their metadata. */
import { OFD_LIMITS } from './limits';
import type { OfdPackage } from './package';
import { OfdRefusal } from './refusal';
import { childrenOf, childText, onlyChild, readPartXml } from './xml';

export const MANIFEST = '/OFD.xml';

export interface OfdDocument {
  /** Absolute path of Document.xml. */
  readonly root: string;
  /** Absolute path of Signatures.xml, when the document names one. */
  readonly signatures?: string;
  /** DocInfo/CustomDatas/CustomData@Name and its text, in order. */
  readonly customDatas: readonly { readonly name: string; readonly value: string }[];
}

/** @throws OfdRefusal */
export function readManifest(ofd: OfdPackage): readonly OfdDocument[] {
  const bytes = ofd.part(MANIFEST);
  if (bytes === undefined) throw new OfdRefusal('OFD_MALFORMED', 'no-ofd-xml');
  const root = readPartXml(ofd, bytes, MANIFEST, 'OFD');
  const bodies = childrenOf(root, 'DocBody');
  if (bodies.length === 0 || bodies.length > OFD_LIMITS.documents)
    throw new OfdRefusal('OFD_MALFORMED', 'documents');
  return bodies.map((body) => {
    const docRoot = childText(body, 'DocRoot', MANIFEST);
    if (docRoot === undefined) throw new OfdRefusal('OFD_MALFORMED', 'no-document');
    const path = ofd.resolve(MANIFEST, docRoot);
    const document = ofd.part(path);
    if (document === undefined) throw new OfdRefusal('OFD_MALFORMED', 'no-document', path);
    readPartXml(ofd, document, path, 'Document');
    const list = childText(body, 'Signatures', MANIFEST);
    const info = onlyChild(body, 'DocInfo', MANIFEST);
    const custom = info === undefined ? undefined : onlyChild(info, 'CustomDatas', MANIFEST);
    const customDatas = (custom === undefined ? [] : childrenOf(custom, 'CustomData')).map((data) => ({
      name: data.attributes['Name'] ?? '',
      value: data.text.trim(),
    }));
    if (customDatas.length > OFD_LIMITS.customDatas)
      throw new OfdRefusal('PACKAGE_TOO_LARGE', 'custom-datas');
    return {
      root: path,
      customDatas,
      ...(list === undefined ? {} : { signatures: ofd.resolve(MANIFEST, list) }),
    };
  });
}
