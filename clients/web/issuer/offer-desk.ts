import { type Bilingual, isJsonObject, type JsonObject, type JsonValue } from '@huren/chaincode/domain';
import type { OfferMade } from '@huren/clients';
import type { SignedInSession } from '../shell/staff-session';

/** Whom one holder's code is for, as it is typed in. */
export interface ClaimingPerson {
  readonly place: number;
  name: string;
  idNumber: string;
  /** Who claims in the holder's place. */
  readonly relation?: 'guardian' | 'proxy';
}

/** One code on the screen. */
export interface ShownOffer {
  readonly code: string;
  readonly link: string;
  readonly place: number;
}

/** What was made, as the desk shows it: nothing personal. */
export interface ShownOffers {
  readonly type: string;
  readonly offers: readonly ShownOffer[];
  /** RFC 3339. */
  readonly expiresAt: string;
}

export type OfferState =
  'waiting' | 'taken' | 'sealing' | 'claimed' | 'refused' | 'expired' | 'locked' | 'cancelled';

/** States after which nothing changes any more. */
export const FINAL: readonly OfferState[] = ['claimed', 'refused', 'expired', 'locked', 'cancelled'];

/** A licence of the own authority, as `POST /v1/licences/find` answers. */
export interface FoundLicence {
  readonly identifier: string;
  readonly type: { readonly code: string; readonly name?: Bilingual };
  readonly number?: string;
  readonly issueDate: string;
  readonly validateEnd?: string;
  readonly state: keyof typeof import('@huren/clients').licenceStateWords;
  readonly page: boolean;
  readonly holders: readonly {
    readonly name?: string;
    readonly representation?: { readonly relation: 'guardian' | 'proxy' };
    readonly bound: boolean;
  }[];
}

/** What the issuing system hands over: an `OfferRequest`, whose persons may be missing still. */
export interface OfferDraft {
  readonly body: JsonObject;
  readonly type: string;
  readonly persons: readonly ClaimingPerson[];
}

const objectIn = (value: JsonObject, name: string): JsonObject => {
  const found = value[name];
  return found !== undefined && isJsonObject(found) ? found : {};
};
const textIn = (value: JsonObject, name: string): string => {
  const found = value[name];
  return typeof found === 'string' ? found : '';
};

/** One holder of a draft: the person it names, else the holder's own name in the licence. */
function personIn(holder: JsonObject, fields: JsonObject, place: number): ClaimingPerson {
  const person = objectIn(holder, 'person');
  const relation = textIn(objectIn(holder, 'claimant'), 'relation');
  const name = relation === '' ? textIn(fields, 'certificate_holder_name') : '';
  return {
    place,
    name: textIn(person, 'name') || name,
    idNumber: textIn(person, 'idNumber'),
    ...((relation === 'guardian' || relation === 'proxy') && { relation }),
  };
}

/** Undefined where the text is no draft at all; what is wrong inside one, the gateway says. */
export function readDraft(text: string): OfferDraft | undefined {
  let body: JsonValue;
  try {
    body = JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
  if (!isJsonObject(body) || textIn(body, 'type') === '' || !isJsonObject(body['licence'] ?? null)) {
    return undefined;
  }
  const { coHolders } = body;
  const further = (Array.isArray(coHolders) ? coHolders : []).filter(isJsonObject);
  return {
    body,
    type: textIn(body, 'type'),
    persons: [
      personIn(body, objectIn(objectIn(body, 'licence'), 'fields'), 0),
      ...further.map((each, at) => personIn(each, objectIn(each, 'fields'), at + 1)),
    ],
  };
}

const personOf = ({ name, idNumber }: ClaimingPerson): JsonObject => ({
  name: name.trim(),
  idNumber: idNumber.trim(),
});

/** Offers a new licence to those who are named. */
export async function offerNew(
  session: SignedInSession,
  { body, type }: OfferDraft,
  persons: readonly ClaimingPerson[],
  identityLevel: number,
): Promise<ShownOffers> {
  const [first, ...further] = persons.map(personOf);
  const coHolders = Array.isArray(body['coHolders']) ? (body['coHolders'] as JsonObject[]) : [];
  const whole = {
    ...body,
    person: first,
    identityLevel,
    ...(coHolders.length > 0 && {
      coHolders: coHolders.map((each, at) => ({ ...each, person: further[at] })),
    }),
  };
  const made = await session.act<OfferMade>('/v1/offers', { body: whole });
  const all = [{ code: made.code, link: made.link }, ...(made.coHolders ?? [])];
  return {
    type,
    offers: all.map((each, place) => ({ ...each, place })),
    expiresAt: made.expiresAt,
  };
}

/** Offers an issued licence again. */
export async function offerAgain(
  session: SignedInSession,
  { identifier, type }: FoundLicence,
  persons: readonly ClaimingPerson[],
  identityLevel: number,
  photo?: string,
): Promise<ShownOffers> {
  const holders = persons.map((each) => ({ place: each.place, person: personOf(each) }));
  const body = { identifier, identityLevel, holders, ...(photo !== undefined && { photo }) };
  const { offers, expiresAt } = await session.act<Omit<ShownOffers, 'type'>>('/v1/offers/again', { body });
  return { type: type.code, offers, expiresAt };
}
