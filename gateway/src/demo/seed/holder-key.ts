import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { writeKeyFile } from '@huren/network';
import type { DemoFolders } from './demo-folders';
import { readOptional } from './material';

/** A P-256 key as a JWK (RFC 7517); `d` stays with the holder. */
export interface HolderJwk {
  readonly kty: string;
  readonly crv: string;
  readonly x: string;
  readonly y: string;
  readonly d: string;
}

export function holderKeyFile(folders: DemoFolders, sample: string): string {
  return join(folders.licences, `${sample}.holder.json`);
}

/** The holder's key of a sample, made at its first use: a licence bound to it stays presentable after a restart. */
export async function openHolderKey(folders: DemoFolders, sample: string): Promise<HolderJwk> {
  const file = holderKeyFile(folders, sample);
  const known = await readOptional(file);
  if (known !== undefined) return JSON.parse(known) as HolderJwk;
  const {
    kty = '',
    crv = '',
    x = '',
    y = '',
    d = '',
  } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
  }).privateKey.export({ format: 'jwk' });
  const jwk = { kty, crv, x, y, d };
  await writeKeyFile(file, `${JSON.stringify(jwk, null, 2)}\n`, false);
  return jwk;
}

export function publicJwk({ kty, crv, x, y }: HolderJwk): Omit<HolderJwk, 'd'> {
  return { kty, crv, x, y };
}
