/**
 * In-process verification: parse, gather facts from an in-memory source, all eleven checks, judge; against the raw
 * signature check of the same signatures by the same provider's native call, interleaved in one run.
 *
 * Workload (DETAILS 30): 12 fields, 6 disclosed, batches of 100,000, 10,000 distinct licences, no key binding.
 * Interior Merkle nodes of known roots are kept; signatures, whole proofs and verdicts are not.
 */
import {
  createPublicKey,
  createVerify,
  type KeyObject,
  randomBytes,
  verify as verifyNative,
} from 'node:crypto';
import { generateSigner, type NodeSigner, serverProvider } from '@huren/chaincode/crypto-node';
import {
  DEFAULT_POLICY,
  draftLicence,
  encodeBase64url,
  encodeEcdsaDer,
  encodeSpki,
  encodeUtf8,
  formatCredentialFile,
  gatherFacts,
  type Inquiry,
  issueSdJwt,
  KnownNodes,
  licenceLeafHash,
  makeLicenceIdentifier,
  MerkleTree,
  parseCredential,
  type Policy,
  recordKey,
  type RecordSource,
  sm2Za,
  type SuiteName,
  type VerificationKey,
  type Verdict,
  verifyCredential,
  verifyCredentials,
} from '@huren/chaincode/domain';
import {
  agreement,
  authority,
  BAICHENG,
  clause,
  competence,
  ISSUER,
  licenceType,
  matter,
  MATTER,
  member,
  QIQIHAR,
  RELYING,
  seal,
  TYPE,
  World,
} from '../verification/world';
import type { BenchRow } from './row';

export interface VerifyWorkload {
  readonly batch: number;
  readonly licences: number;
  /** Rounds over all licences; the median of the rounds' ratios counts. */
  readonly rounds: number;
}

export const VERIFY_WORKLOAD: VerifyWorkload = { batch: 100_000, licences: 10_000, rounds: 3 };

/** Licences that are verified, or checked raw, in one go. */
const SLICE = 256;
/** Licences that go through `verifyCredentials` at once: their objects fit the processor's second cache. */
const GROUP = 16;
/** As a gateway has it: SM2 by the kernel, all else by Node. */
const provider = serverProvider();
const DISCLOSED = [
  'certificate_number',
  'certificate_name',
  'certificate_holder_name',
  'certificate_holder_code',
  'legal_representative',
  'business_scope',
];
const FIELDS: Readonly<Record<string, string>> = {
  certificate_number: '(演示)230200000000001',
  certificate_name: '营业执照',
  certificate_issuing_authority_name: '演示市场监督管理局',
  certificate_holder_name: '演示商贸有限公司',
  certificate_holder_code: '91230200MA0000001X',
  certificate_holder_type: '001',
  legal_representative: '演示·代表人',
  registered_address: '演示省演示市演示区演示路一号',
  business_scope: '日用百货、农副产品、五金交电的批发与零售',
  registered_capital: '壹佰万元整',
  KZ_QYLX: '有限责任公司',
  KZ_CLRQ: '2026年03月02日',
};
const POLICY: Policy = { ...DEFAULT_POLICY, holder: { otherwise: 'none', matters: {} } };

interface Prepared {
  readonly texts: readonly string[];
  readonly signed: readonly { readonly message: Uint8Array; readonly signature: Uint8Array }[];
  readonly source: RecordSource;
  readonly nowMs: number;
}

/** Seals the licences and puts them at random places of a batch whose other leaves are random. */
function prepare(signer: NodeSigner, { batch, licences }: VerifyWorkload): Prepared {
  const names = Object.keys(FIELDS);
  const leaves = new Uint8Array(randomBytes(32 * batch));
  const stride = Math.floor(batch / licences);
  const issued = Array.from({ length: licences }, (_, n) => {
    const serial = `DEMO${String(n).padStart(8, '0')}`;
    const draft = draftLicence(
      {
        issuer: ISSUER,
        type: TYPE,
        identifier: makeLicenceIdentifier({ typeCode: TYPE, issuer: ISSUER, serial, version: 1 }),
        issueDay: '2026-03-02',
        validFrom: '2026-03-02',
        validTo: '2031-03-01',
        region: QIQIHAR,
        madeAt: 1_772_416_800,
        fields: FIELDS,
      },
      {
        keyId: signer.keyId,
        suite: signer.suite,
        salts: names.map(() => new Uint8Array(randomBytes(16))),
        sign: (message) => signer.sign(message),
      },
    );
    const { jwt, disclosures } = issueSdJwt(provider, draft);
    const shown = disclosures.filter((_, at) => DISCLOSED.includes(names[at]!));
    const data = provider.digest('sha-256', encodeUtf8(jwt));
    leaves.set(licenceLeafHash(provider, 'sha-256', { data }), 32 * n * stride);
    return { jwt, sdJwt: [jwt, ...shown, ''].join('~'), index: n * stride };
  });
  const tree = new MerkleTree(leaves, (bytes) => provider.digest('sha-256', bytes));
  const root = encodeBase64url(tree.root());
  const texts = issued.map(({ sdJwt, index }) =>
    formatCredentialFile({
      sdJwt,
      anchor: { batch: `${ISSUER}/${root}`, index, proof: tree.inclusionProof(index).map(encodeBase64url) },
    }),
  );
  const signed = issued.map(({ jwt }) => {
    const end = jwt.lastIndexOf('.');
    return {
      message: encodeUtf8(jwt.slice(0, end)),
      signature: new Uint8Array(Buffer.from(jwt.slice(end + 1), 'base64url')),
    };
  });
  const world = foundWorld(signer, root, batch);
  return { texts, signed, source: world.source(), nowMs: world.timeMs + 60_000 };
}

function foundWorld(signer: NodeSigner, root: string, size: number): World {
  const type = licenceType({ fields: Object.keys(FIELDS) });
  const materials = [{ types: [TYPE], fields: DISCLOSED, legalForm: 'any' as const, identityLevel: 0 }];
  return new World()
    .put(recordKey.member(QIQIHAR), member(QIQIHAR))
    .put(recordKey.member(BAICHENG), member(BAICHENG))
    .put(recordKey.authority(ISSUER), authority(ISSUER, QIQIHAR, { competence: [competence()] }))
    .put(recordKey.authority(RELYING), authority(RELYING, BAICHENG))
    .put(recordKey.licenceType(TYPE), type)
    .put(recordKey.matter(MATTER), matter(MATTER, { materials }))
    .put(recordKey.seal(signer.keyId), seal(signer))
    .put(recordKey.agreement('nen-river'), agreement([clause()]))
    .clock('2026-03-02T04:00:00.000Z')
    .put(recordKey.anchor(ISSUER, root), {
      authority: ISSUER,
      by: ISSUER,
      type: TYPE,
      root,
      size,
      hash: 'sha-256',
      keyId: signer.keyId,
      coSeals: [],
      provenance: 'issuer',
      requestId: 'bench',
    });
}

/** Milliseconds that a pass takes; nothing is awaited between the clock's two readings. */
function timed(pass: () => void): number {
  const from = process.hrtime.bigint();
  pass();
  return Number(process.hrtime.bigint() - from) / 1e6;
}

function rawCheck(suite: SuiteName, key: KeyObject, publicKey: Uint8Array) {
  if (suite === 'ES256') {
    const options = { key, dsaEncoding: 'ieee-p1363' as const };
    return (message: Uint8Array, signature: Uint8Array): boolean =>
      verifyNative('sha256', message, options, signature);
  }
  const za = sm2Za(publicKey);
  return (message: Uint8Array, signature: Uint8Array): boolean =>
    createVerify('sm3').update(za).update(message).verify(key, encodeEcdsaDer(signature));
}

/** @param together whether a group goes through `verifyCredentials`, as a batch request does */
function benchSuite(
  name: string,
  suite: SuiteName,
  together: boolean,
  limit: number,
  workload: VerifyWorkload,
): BenchRow {
  const signer = generateSigner(suite);
  const { texts, signed, source, nowMs } = prepare(signer, workload);
  const keys = new Map<string, VerificationKey>();
  const knownNodes = new KnownNodes();
  const question = { matter: MATTER, relying: RELYING };
  const inquiryOf = (text: string): Inquiry => {
    const credential = parseCredential(text);
    const facts = gatherFacts(credential, question, source, provider);
    return { credential, question, facts, policy: POLICY, nowMs, provider, keys, knownNodes };
  };
  const mustAccept = ({ verdict }: Verdict): void => {
    if (verdict !== 'accept') throw new Error(`the bench expects accept, not ${verdict}`);
  };
  const verifySlice = (slice: readonly string[]): void => {
    for (let from = 0; from < slice.length; from += GROUP) {
      const group = slice.slice(from, from + GROUP);
      if (together) verifyCredentials(group.map(inquiryOf)).forEach(mustAccept);
      else for (const text of group) mustAccept(verifyCredential(inquiryOf(text)));
    }
  };
  const key = createPublicKey({
    key: Buffer.from(encodeSpki(suite, signer.publicKey)),
    format: 'der',
    type: 'spki',
  });
  const raw = rawCheck(suite, key, signer.publicKey);
  const rawOne = ({ message, signature }: Prepared['signed'][number]): void => {
    if (!raw(message, signature)) throw new Error('the raw check failed');
  };
  const round = (): { raw: number; own: number } => {
    const sum = { raw: 0, own: 0 };
    // Slices by turns: whatever else the machine does meets both alike.
    for (let from = 0; from < texts.length; from += SLICE) {
      sum.raw += timed(() => {
        signed.slice(from, from + SLICE).forEach(rawOne);
      });
      sum.own += timed(() => {
        verifySlice(texts.slice(from, from + SLICE));
      });
    }
    return sum;
  };
  const rounds = Array.from({ length: workload.rounds + 1 }, round);
  // The first round warms caches and the compiler.
  const measured = rounds.slice(1).sort((one, other) => one.raw / one.own - other.raw / other.own);
  const { raw: rawMs, own: ownMs } = measured[Math.floor(measured.length / 2)]!;
  return {
    name,
    value: Math.round((1000 * workload.licences) / ownMs),
    unit: 'verifications/s',
    ratio: Math.round((100 * rawMs) / ownMs) / 100,
    limit,
  };
}

/**
 * Rows `verify es256` and `verify sm2`, 16 at a time, and `… single`, one by one; each against the native check of the
 * same suite.
 */
export function* benchVerify(workload: VerifyWorkload = VERIFY_WORKLOAD): Generator<BenchRow> {
  yield benchSuite('verify es256', 'ES256', true, 0.5, workload);
  yield benchSuite('verify es256 single', 'ES256', false, 0.3, workload);
  yield benchSuite('verify sm2', 'SM2SM3', true, 0.5, workload);
}
