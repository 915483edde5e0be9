import { type DataCredential, fieldLabel, type JsonValue, parseCredential } from '@huren/chaincode/domain';
import type { KeptLicence } from './device-store';

export type ValidityState = 'valid' | 'over' | 'not-yet';

/** A kept licence, read: what the screen needs of it. */
export interface LicenceView {
  readonly kept: KeptLicence;
  readonly credential: DataCredential;
  readonly state: ValidityState;
  readonly vct: string;
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

export function viewOf(kept: KeptLicence, nowMs: number): LicenceView {
  const credential = parseCredential(kept.file as unknown as JsonValue);
  const { validFrom, validTo, type } = credential.claims;
  const today = dayInChina(nowMs);
  const state = today < validFrom ? 'not-yet' : validTo !== undefined && today > validTo ? 'over' : 'valid';
  const fields = credential.sdJwt.disclosures.map(({ name = '', value }) => ({
    name,
    ...fieldLabel(name),
    value: textOf(value),
  }));
  return { kept, credential, state, vct: `urn:huren:licence:${type}`, fields };
}
