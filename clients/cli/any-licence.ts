import { isUtf8 } from 'node:buffer';
import { existsSync } from 'node:fs';
import {
  isJsonObject,
  type LocatedAnchor,
  LocatedAnchorShape,
  MalformedError,
  object,
  optional,
  parsePageCredential,
  readJson,
  string,
  type Credential,
  type PageFile,
} from '@huren/chaincode/domain';
import { nodeProvider } from '@huren/chaincode/crypto-node';
import { inspectOfdSync, OFD_LIMITS } from '@huren/chaincode/ofd';
import type { CredentialInput } from '../sdk';
import { readInput, readJsonFile } from './input-file';
import { readLicenceBytes } from './licence-file';
import type { Terminal } from './terminal';
import { malformed } from './trouble';

/** Characters of a credential file around an OFD. */
const maxChars = 4 * Math.ceil(OFD_LIMITS.fileBytes / 3) + 65_536;
const PageShape = object({ ofd: string({ min: 1, max: maxChars }), anchor: optional(LocatedAnchorShape) });
/** Local file header of a zip archive (APPNOTE 6.3.10 §4.3.7). */
const ZIP = Buffer.of(0x50, 0x4b, 0x03, 0x04);

/** A licence in either form. */
export interface AnyLicence {
  /** As it goes to a gateway. */
  readonly input: CredentialInput | PageFile;
  readonly credential: Credential;
}

/** The OFD out of a credential file; undefined when the text is none around an OFD. @throws MalformedError */
function pageFileOf(text: string): PageFile | undefined {
  if (!/^\s*\{/.test(text) || !text.includes('"ofd"')) return undefined;
  const value = readJson(text, { maxLength: maxChars, maxString: maxChars });
  if (!isJsonObject(value) || !Object.hasOwn(value, 'ofd')) return undefined;
  const { ofd, anchor } = PageShape(value);
  const bytes = Buffer.from(ofd, 'base64');
  if (bytes.toString('base64') !== ofd)
    throw new MalformedError('bad-base64', 'The file is no base64.', '/ofd');
  return { ofd: bytes, ...(anchor && { anchor }) };
}

/** An anchor file is some hundred bytes. */
const maxAnchorBytes = 65_536;

/** Where an anchor stands beside an OFD file, in whose bytes it cannot stand: `licence.anchor.json`. */
export function anchorFileOf(path: string): string {
  return `${path.replace(/\.ofd$/i, '')}.anchor.json`;
}

/** The anchor beside the file; undefined where there is none. @throws MalformedError, Trouble */
async function anchorBeside(terminal: Terminal, path: string): Promise<LocatedAnchor | undefined> {
  const beside = anchorFileOf(path);
  if (path === '-' || !existsSync(beside)) return undefined;
  return LocatedAnchorShape(await readJsonFile(terminal, beside, { maxLength: maxAnchorBytes }));
}

/** A page form, a credential file around either form, or a bare SD-JWT. @throws Trouble for every fault of grammar */
export async function readAnyLicence(terminal: Terminal, path: string): Promise<AnyLicence> {
  const bytes = Buffer.from(await readInput(terminal, path, maxChars));
  try {
    const isPackage = bytes.subarray(0, ZIP.length).equals(ZIP);
    const anchor = isPackage ? await anchorBeside(terminal, path) : undefined;
    const page: PageFile | undefined = isPackage
      ? { ofd: bytes, ...(anchor && { anchor }) }
      : isUtf8(bytes)
        ? pageFileOf(bytes.toString('utf8'))
        : undefined;
    if (page === undefined) {
      const { text, credential } = readLicenceBytes(bytes, path);
      return { input: text, credential };
    }
    const trust = { anchors: [], makers: [], atMs: terminal.now() };
    const inspection = inspectOfdSync(nodeProvider(), page.ofd, trust);
    return { input: page, credential: parsePageCredential(page.ofd, inspection, page.anchor) };
  } catch (error) {
    throw error instanceof MalformedError
      ? malformed(error, `${path} 的证照`, `The credential in ${path}`)
      : error;
  }
}
