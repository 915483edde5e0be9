import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import {
  MalformedError,
  nobleProvider,
  discloseClaims,
  parseCertificate,
  parseDelegation,
  parseSdJwt,
  parseSeal,
  parseSesSignature,
  parseSignedData,
  SD_JWT_LIMITS,
} from '@huren/chaincode/domain';
import { issueDemo } from '../domain/sd-jwt/demo-credential';
import { invitationLink, readInvitation } from '@huren/clients';
import { given, manager, signed } from '../verification/agent-rows';
import { inspect, pack, pki, seal, signedParts } from '../ofd/demo-ofd';

/**
 * Readers of what strangers send, on bytes bent at random: they answer or refuse, and keep nothing. Seeded; longer by
 * hand: HUREN_FUZZ_RUNS, and another seed with HUREN_FUZZ_SEED.
 */
const numRuns = Number(process.env['HUREN_FUZZ_RUNS'] ?? 300);
const seed = Number(process.env['HUREN_FUZZ_SEED'] ?? 20261122);
/** Bytes of the heap that a run may leave behind, for the engine's own caches. */
const SLACK = 24 * 1024 * 1024;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const value = signedParts['Doc_0/Signs/Sign_0/SignedValue.dat'];
const ders = [pki.signer.certificate.der, seal, Buffer.from(value ?? '')];
const text = Buffer.from(issueDemo().text);
const file = pack(signedParts);
const delegation = Buffer.from(signed(given(), manager));
const invitation = Buffer.from(
  invitationLink('https://demo.example', { key: given().agentKey, name: '演示' }),
);

/** One change: a byte replaced, a piece cut out, or a piece repeated. */
const changes = fc.array(fc.tuple(fc.nat(2), fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 });

function bent(bytes: Uint8Array, list: readonly (readonly [number, number, number])[]): Uint8Array {
  let out = Buffer.from(bytes);
  for (const [kind, where, byte] of list) {
    if (out.length === 0) break;
    const at = where % out.length;
    if (kind === 0) out[at] = byte;
    else if (kind === 1) out = Buffer.concat([out.subarray(0, at), out.subarray(at + byte)]);
    else out = Buffer.concat([out.subarray(0, at + byte), out.subarray(at)]);
  }
  return Uint8Array.from(out);
}

function survives(act: () => unknown): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
  }
}

const READERS: readonly [string, (list: readonly (readonly [number, number, number])[]) => void][] = [
  [
    'DER',
    (list) => {
      for (const der of ders) {
        const bytes = bent(der, list);
        for (const read of [parseCertificate, parseSeal, parseSesSignature, parseSignedData])
          survives(() => read(bytes));
      }
    },
  ],
  [
    'SD-JWT',
    (list) => {
      survives(() =>
        discloseClaims(
          parseSdJwt(Buffer.from(bent(text, list)).toString('utf8'), SD_JWT_LIMITS),
          nobleProvider,
        ),
      );
    },
  ],
  [
    'delegations',
    (list) => {
      const jws = Buffer.from(bent(delegation, list)).toString('utf8');
      survives(() => parseDelegation(jws));
      survives(() => readInvitation(Buffer.from(bent(invitation, list)).toString('utf8')));
    },
  ],
  ['OFD', (list) => void inspect(bent(file, list))],
];

describe.each(READERS)('the reader of %s', (_name, read) => {
  test('answers or refuses, and keeps nothing', () => {
    const run = (runs: number): void => {
      fc.assert(fc.property(changes, read), { numRuns: runs, seed });
    };
    run(20);
    collect();
    const before = process.memoryUsage().heapUsed;
    run(numRuns);
    collect();
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(SLACK);
  });
});
