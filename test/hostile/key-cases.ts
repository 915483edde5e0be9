import { generateKeyPairSync } from 'node:crypto';
import { exportJwk } from '@huren/chaincode/domain';
import { sealOf, signer } from '../contract/demo-network';
import { issuerToken, licence, request as issuingRequest } from '../gateway/issuing';
import { ISSUER } from '../gateway/world';
import { classesOf, gist } from './answer-class';
import type { Seen } from './appliers';
import type { HostileCase } from './hostile-file';
import { type HostileWorld, sendTo } from './hostile-world';
import { transact } from './transact';

function spki(curve: string): Buffer {
  return generateKeyPairSync('ec', { namedCurve: curve }).publicKey.export({ type: 'spki', format: 'der' });
}

function explicit(generator?: Buffer): Buffer {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256', paramEncoding: 'explicit' });
  const der = publicKey.export({ type: 'spki', format: 'der' });
  if (generator === undefined) return der;
  // The generator stands where the parameters name it: another one lets anybody sign for the key.
  const at = der.indexOf(Buffer.from('046b17d1f2', 'hex'));
  return Buffer.concat([der.subarray(0, at), generator, der.subarray(at + generator.length)]);
}

/** Bytes offered as a public key, and the suite that they are offered for. */
function bentKey(recipe: string): { readonly suite: string; readonly publicKey: Uint8Array } | undefined {
  const es256 = signer('ES256', 94).publicKey;
  const sm2 = signer('SM2SM3', 95).publicKey;
  const words: Readonly<Record<string, () => { readonly suite: string; readonly publicKey: Uint8Array }>> = {
    'ec:y+1': () => ({
      suite: 'ES256',
      publicKey: Buffer.concat([es256.subarray(0, 64), Buffer.of((es256[64] ?? 0) ^ 1)]),
    }),
    'ec:00': () => ({ suite: 'ES256', publicKey: Buffer.of(0) }),
    'ec:zero': () => ({ suite: 'ES256', publicKey: Buffer.concat([Buffer.of(4), Buffer.alloc(64)]) }),
    'ec:p256-as-sm2': () => ({ suite: 'SM2SM3', publicKey: es256 }),
    'ec:sm2-as-p256': () => ({ suite: 'ES256', publicKey: sm2 }),
    'ec:explicit': () => ({ suite: 'ES256', publicKey: explicit() }),
    'ec:curveball': () => ({ suite: 'ES256', publicKey: explicit(Buffer.from(es256)) }),
    'ec:secp256k1': () => ({ suite: 'ES256', publicKey: spki('secp256k1').subarray(-65) }),
    'ec:p192': () => ({ suite: 'ES256', publicKey: spki('prime192v1').subarray(-49) }),
    'ed:31': () => ({ suite: 'EdDSA', publicKey: signer('EdDSA', 96).publicKey.subarray(1) }),
    'ed:identity': () => ({ suite: 'EdDSA', publicKey: Buffer.from(`01${'00'.repeat(31)}`, 'hex') }),
    pkcs8: () => ({
      suite: 'ES256',
      publicKey: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
        type: 'pkcs8',
        format: 'der',
      }),
    }),
  };
  return words[recipe]?.();
}

function bentJwk(recipe: string): object {
  const jwk = exportJwk({ suite: 'ES256', bytes: signer('ES256', 97).publicKey });
  if (recipe === 'jwk:d') return { ...jwk, d: 'A'.repeat(43) };
  if (recipe === 'jwk:crv') return { ...jwk, crv: 'P-384' };
  return { ...jwk, x: 'A'.repeat(40) };
}

/** Keys enter as raw bytes with seals, and as a JWK with the holder of a licence. */
export async function registerKey({ recipe = '' }: HostileCase, world: HostileWorld): Promise<Seen> {
  const bent = bentKey(recipe);
  const good = sealOf(signer('ES256', 94), ISSUER);
  const argument =
    bent === undefined
      ? { ...good, publicKey: bentJwk(recipe) }
      : { ...good, suite: bent.suite, publicKey: Buffer.from(bent.publicKey).toString('base64url') };
  const sent = await transact(world, {
    who: ISSUER,
    contract: 'seal',
    fn: 'register',
    argument: JSON.stringify(argument),
  });
  const registered: Seen = { classes: classesOf(sent, ''), what: gist(sent), sent: [sent] };
  if (bent !== undefined) return registered;
  const { world: base } = world;
  const body = issuingRequest(base, `holder-${recipe.slice(4)}`, {
    licences: [licence('HOLDER1', { holderKey: bentJwk(recipe) })],
  });
  const issued = await sendTo(`${base.issuingUrl}/v1/licences`, body, issuerToken(base));
  const classes = classesOf(issued, '').filter((name) => !name.startsWith('done'));
  const isRefused = registered.classes.some((name) => name === 'reject-400' || name === 'endorse-fail');
  return { classes: isRefused ? classes : [], what: `${gist(sent)}; ${gist(issued)}`, sent: [sent, issued] };
}

/** Identity certificates come as text with what they sign; there are no client certificates in TLS. */
export async function offerCertificate({ recipe = '' }: HostileCase, world: HostileWorld): Promise<Seen> {
  const good = world.world.identity(ISSUER).certificate;
  const der = Buffer.from(good.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  const oid = Buffer.from('06082a8648ce3d040302', 'hex');
  const last = der.lastIndexOf(oid) + oid.length - 1;
  const bent =
    recipe === 'cert:algmismatch'
      ? Buffer.from(der.map((byte, at) => (at === last ? 3 : byte)))
      : Buffer.concat([der, Buffer.alloc(1_048_576)]);
  const pem = `-----BEGIN CERTIFICATE-----\n${bent.toString('base64').replace(/(.{64})/g, '$1\n')}\n-----END CERTIFICATE-----\n`;
  const argument = sealOf(signer('ES256', 94), ISSUER);
  const body = { contract: 'seal', function: 'register', argument, certificate: pem };
  const sent = await sendTo(`${world.world.issuingUrl}/v1/transactions/prepare`, body, {});
  return { classes: classesOf(sent, ''), what: gist(sent), sent: [sent], patientMs: 2000 };
}
