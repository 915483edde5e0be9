import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  decodeEcdsaDer,
  discloseClaims,
  importJwk,
  type JsonObject,
  parseCertificate,
  parseSdJwt,
  parseSeal,
  parseSesSignature,
  parseSignedData,
  readCertificates,
  SD_JWT_LIMITS,
  type SealTrust,
  verifyKeyBinding,
  verifyWith,
} from '@huren/chaincode/domain';
import { inspectOfdSync, inspectSealFile } from '@huren/chaincode/ofd';
import { judgeSignedValue } from '../../chaincode/src/ofd/signed-value';
import { PROVIDERS } from '../domain/crypto/providers';
import {
  bytesOfHex,
  certificatesNear,
  holds,
  isRecord,
  rowsOf,
  type VectorFile,
  type VectorRunner,
} from './vector-file';

interface SdJwtRow {
  readonly id: string;
  readonly expected: string;
  readonly sdJwt: string;
  readonly requireKeyBinding: boolean;
  readonly nonce: string;
  readonly aud: string;
  readonly comment?: string;
  readonly processedPayload?: JsonObject;
}

/** Valid by the RFC, refused here: the header's kid is a number, which RFC 7515 §4.1.4 does not allow. */
const STRICTER = /^tc-header_mod/;
const LIMITS = { ...SD_JWT_LIMITS, types: ['dc+sd-jwt', 'example+sd-jwt'] };

const sdJwts: VectorRunner = ({ json }) => {
  const rows = rowsOf<SdJwtRow>(json, 'cases', ['sdJwt', 'expected']);
  if (rows === undefined || !isRecord(json)) return undefined;
  const [issuer, holder] = [json['issuerJwk'], json['holderJwk']].map((jwk) => importJwk(jwk as JsonObject));
  if (issuer === undefined || holder === undefined) return undefined;
  return rows.flatMap((row) => {
    const isRight = PROVIDERS.every((provider) => {
      let claims: JsonObject | undefined;
      const accepted = holds(() => {
        const parsed = parseSdJwt(row.sdJwt, LIMITS);
        if (!verifyWith(provider, issuer, parsed.signingInput, parsed.signature)) return false;
        const disclosed = discloseClaims(parsed, provider);
        claims = disclosed.claims;
        if (disclosed.problems.length > 0) return false;
        if (!row.requireKeyBinding) return true;
        const binding = verifyKeyBinding(provider, parsed, { cnfKey: holder });
        return binding.outcome === 'valid' && binding.aud === row.aud && binding.nonce === row.nonce;
      });
      if (row.expected !== 'valid' || STRICTER.test(row.id)) return !accepted;
      return accepted && (row.processedPayload === undefined || isSame(claims, row.processedPayload));
    });
    return isRight ? [] : [row.id];
  });
};

function isSame(one: unknown, other: unknown): boolean {
  if (!isRecord(one) || !isRecord(other)) return JSON.stringify(one) === JSON.stringify(other);
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => isSame(one[name], other[name]));
}

/** What the DER of a row of `huren-der` is read as. */
const READERS: Readonly<Record<string, (der: Uint8Array) => unknown>> = {
  certificate: parseCertificate,
  seal: parseSeal,
  'ses-signature': parseSesSignature,
  'signed-data': parseSignedData,
  signature: decodeEcdsaDer,
};

const der: VectorRunner = ({ json }) =>
  rowsOf<{ id: string; type: string; der: string; expected: string }>(json, 'cases', [
    'der',
    'type',
  ])?.flatMap((row) => {
    const read = READERS[row.type];
    const accepted = read !== undefined && holds(() => read(bytesOfHex(row.der)) !== undefined);
    return accepted === (row.expected === 'valid') ? [] : [row.id];
  });

function trustNear(file: VectorFile): SealTrust {
  const certs = certificatesNear(file);
  if (certs === undefined) return { anchors: [], makers: [] };
  const read = (name: string) => readCertificates(readFileSync(join(certs, name)));
  return {
    anchors: read('ROOT.der'),
    makers: existsSync(join(certs, 'SealBuilder.der')) ? read('SealBuilder.der') : [],
  };
}

/** The words of a README's second column, as results. */
function resultsOf(words: string): readonly string[] {
  const text = words.trim().toLowerCase();
  if (/unknown here|untrusted/.test(text)) return ['untrusted'];
  if (text === 'not signed' || text === 'not-signed') return ['not-signed'];
  const [word = ''] = text.split(' ');
  return ['valid', 'invalid', 'mixed', 'refused', 'unsupported'].includes(word) ? [word] : [];
}

/** What the nearest README says of a file: rows `| a.ofd, b.ofd | expected | why |`, by paths or their ends. */
function expectedOf({ at, path }: VectorFile): readonly string[] | undefined {
  let folder = dirname(at);
  for (let up = path.split('/').length + 1; up > 0; up--, folder = dirname(folder)) {
    const readme = join(folder, 'README.md');
    if (!existsSync(readme)) continue;
    for (const line of readFileSync(readme, 'utf8').split('\n')) {
      const [, names = '', words = ''] = line.split('|');
      const named = names.split(',').map((name) => name.trim());
      const isNamed = named.some((name) => {
        const [first = ''] = name.split(' ');
        return (
          first.includes('.') && (at.endsWith(`/${first}`) || first.endsWith(`/${at.split('/').pop() ?? ''}`))
        );
      });
      if (isNamed && resultsOf(words).length > 0) return resultsOf(words);
    }
  }
  return undefined;
}

const [, provider] = PROVIDERS;

/** A whole file; where no README says what it must be, it must be judged without trouble, and is listed. */
const ofds: VectorRunner = (file) => {
  if (!file.name.endsWith('.ofd')) return undefined;
  const { result } = inspectOfdSync(provider, file.bytes, trustNear(file));
  const expected = expectedOf(file);
  if (expected === undefined) console.info(`${file.path}: ${result}; no README says what is due`);
  return expected === undefined || expected.includes(result) ? [] : [`${file.path} is ${result}`];
};

/** Loose seals and signatures; one beside its Signature.xml must have signed that. */
const seals: VectorRunner = (file) => {
  if (!/\.(esl|dat)$/i.test(file.name)) return undefined;
  const trust = trustNear(file);
  const inspection = inspectSealFile(provider, file.bytes, trust);
  const expected = expectedOf(file);
  const wrong = expected === undefined || expected.includes(inspection.result) ? [] : [inspection.result];
  const xml = join(dirname(file.at), 'Signature.xml');
  if (!existsSync(xml))
    return inspection.result === 'invalid' && expected === undefined ? ['invalid'] : wrong;
  const { findings } = judgeSignedValue(provider, file.bytes, trust, { bytes: readFileSync(xml) });
  return [...wrong, ...findings.filter(({ outcome }) => outcome === 'fail').map(({ code }) => code)];
};

/** Certificates of a test PKI, and the XML beside a SignedValue: read with the files that need them. */
const besides: VectorRunner = ({ path, name, bytes }) => {
  if (name === 'Signature.xml') return [];
  if (!/(^|\/)certs\//.test(path)) return undefined;
  return holds(() => readCertificates(bytes).length > 0) ? [] : [path];
};

export const DOCUMENT_RUNNERS: readonly VectorRunner[] = [sdJwts, der, ofds, seals, besides];
