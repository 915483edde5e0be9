import type { KeyedIdentity } from '@huren/clients';
import { KeptValues } from '../../shell/kept-values';

const only = 'kept';
const identities = new KeptValues<KeyedIdentity>('huren-console', 'identity');

/** Keeps the identity on this device: IndexedDB holds the key as an object that cannot be exported. */
export async function keepIdentity(identity: KeyedIdentity): Promise<void> {
  await identities.put(only, identity);
}

export async function forgetIdentity(): Promise<void> {
  await identities.delete(only);
}

/** The identity kept on this device; undefined where there is none, or where the browser keeps nothing. */
export async function keptIdentity(): Promise<KeyedIdentity | undefined> {
  try {
    return await identities.get(only);
  } catch {
    return undefined;
  }
}
