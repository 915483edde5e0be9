import {
  type DataCredential,
  fieldLabel,
  holdersOf,
  importJwk,
  type JsonValue,
  type LicenceHolder,
  parseCredential,
} from '@huren/chaincode/domain';
import type { KeptLicence } from './device-store';

export type ValidityState = 'valid' | 'over' | 'not-yet';

/** A kept licence, read: what the screen needs of it. */
export interface LicenceView {
  readonly kept: KeptLicence;
  readonly credential: DataCredential;
  readonly state: ValidityState;
  readonly vct: string;
  /** Whose licence it is on this phone: of several holders the one with its key. */
  readonly holder: LicenceHolder | undefined;
  /** How many hold it. */
  readonly holders: number;
  readonly fields: readonly {
    readonly name: string;
    readonly zh: string;
    readonly en: string;
    readonly value: string;
  }[];
}

function textOf(value: JsonValue | undefined): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map((each) => textOf(each as JsonValue)).join('、');
  return value === undefined ? '' : JSON.stringify(value);
}

/** Today in China, `YYYY-MM-DD`: the law's days are its days (DETAILS 15). */
export function dayInChina(nowMs: number): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(nowMs);
}

/** Those that can be read: one that cannot, however it came to that, takes no other along. */
export function viewsOf<T extends KeptLicence>(
  kept: readonly T[],
  nowMs: number,
  keyId?: string,
): readonly (LicenceView & { readonly kept: T })[] {
  return kept.flatMap((each) => {
    try {
      return [{ ...viewOf(each, nowMs, keyId), kept: each }];
    } catch {
      return [];
    }
  });
}

/** @param keyId of this phone; absent: the licence is another's */
export function viewOf(kept: KeptLicence, nowMs: number, keyId?: string): LicenceView {
  const credential = parseCredential(kept.file as unknown as JsonValue);
  const { validFrom, validTo, type } = credential.claims;
  const today = dayInChina(nowMs);
  const state = today < validFrom ? 'not-yet' : validTo !== undefined && today > validTo ? 'over' : 'valid';
  const fields = credential.sdJwt.disclosures.map(({ name = '', value }) => ({
    name,
    ...fieldLabel(name),
    value: textOf(value),
  }));
  const holders = holdersOf(credential.claims);
  const holder = holders.find(({ holderKey }) => importJwk(holderKey).id === keyId) ?? holders[0];
  return {
    kept,
    credential,
    state,
    vct: `urn:huren:licence:${type}`,
    holder,
    holders: holders.length,
    fields,
  };
}
