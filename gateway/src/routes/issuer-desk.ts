import {
  array,
  CO_HOLDER_LIMIT,
  foldName,
  importJwk,
  integer,
  type JsonValue,
  MalformedError,
  object,
  optional,
  parsed,
  parseLicenceTypeCode,
  string,
} from '@huren/chaincode/domain';
import type { ClaimStore } from '../claims/claim-store';
import type { KeptHolder, OfferedTo } from '../claims/joint-claims';
import { namedOffer, PersonShape, samePerson, sameNumber } from '../claims/offered-person';
import type { LicenceName, Reissued } from '../claims/reissue';
import type { Context } from '../context';
import { callerOf, type Endpoint } from '../http/endpoint';
import { type KnownHolder, textField } from '../licences/licence-again';
import { type LicenceInput, photo as photoShape } from '../licences/licence-request';
import { LIMITS } from '../limits';
import { gatewayOf } from '../presentations/member-gateway';
import { Problem } from '../problems';

const identifier = string({ min: 1, max: 128 });
const NameShape = object({
  identifier: optional(identifier),
  type: optional(parsed(parseLicenceTypeCode, { max: 21 })),
  number: optional(string({ min: 1, max: 200 })),
});
const AgainBody = object({
  identifier,
  identityLevel: integer({ max: 5 }),
  /** Whom each code is for, by the holder's place; the others keep the licence. */
  holders: array(object({ place: integer({ max: CO_HOLDER_LIMIT }), person: PersonShape }), {
    min: 1,
    max: CO_HOLDER_LIMIT + 1,
  }),
  /** PNG or JPEG in base64, where the page form has one: a sealed page gives none back. */
  photo: optional(photoShape),
});
type Named = ReturnType<typeof AgainBody>['holders'];
type Person = Named[number]['person'];

/** Either the identifier alone, or type and number. */
function licenceNameOf(value: JsonValue): LicenceName {
  const { identifier: whole, type, number } = NameShape(value);
  if (whole !== undefined && type === undefined && number === undefined) return { identifier: whole };
  if (whole === undefined && type !== undefined && number !== undefined) return { type, number };
  throw new MalformedError(
    'missing-field',
    'Either identifier, or type and number, are given.',
    '/identifier',
  );
}

function refuse(at: number, fault: string): never {
  const path = at < 0 ? '/holders' : `/holders/${String(at)}/person`;
  throw new Problem('bad-value', { path, details: { fault } });
}

/**
 * Whom a code is for, by the holder's place; who is not named keeps the licence with the same key and level. Nobody who
 * is named takes the place of another holder, and none is two of them.
 */
function offeredTo(
  reissued: Reissued,
  named: Named,
  identityLevel: number,
  persons: Pick<ClaimStore, 'personMark' | 'personsOf'>,
): readonly (OfferedTo | KeptHolder)[] {
  const { holders } = reissued;
  const marks = persons.personsOf({ kind: reissued.kind, identifier: reissued.claims.identifier });
  const byPlace = new Map(named.map((each) => [each.place, each.person]));
  const isUnnamed = holders.some(({ holderKey }, place) => holderKey === undefined && !byPlace.has(place));
  if (byPlace.size !== named.length || isUnnamed || named.some(({ place }) => place >= holders.length)) {
    refuse(-1, 'person-of-each-holder');
  }
  const twice = samePerson(
    named.map(({ place, person }) => ({ person, claimant: holders[place]?.representation })),
  );
  if (twice !== undefined) refuse(twice, 'person-of-another-holder');
  for (const [at, { place, person }] of named.entries()) {
    if (holders[place]?.representation !== undefined) continue;
    const isTaken = holders.some(
      (other, of) =>
        of !== place &&
        (isNamed(person, other, holders[place]) ||
          (!byPlace.has(of) && marks[of] === persons.personMark(person.idNumber))),
    );
    if (isTaken) refuse(at, 'person-of-another-holder');
  }
  return holders.map(({ holderKey, identityLevel: level }, place) => {
    const person = byPlace.get(place);
    if (person !== undefined || holderKey === undefined) {
      return { identityLevel, ...(person !== undefined && { person }) };
    }
    const mark = marks[place];
    const holderKeyId = importJwk(holderKey).id;
    return {
      kept: {
        holderKey,
        holderKeyId,
        ...(level !== undefined && { level }),
        ...(typeof mark === 'string' && { person: mark }),
      },
    };
  });
}

/** Whether a person is the other holder by what the licence says: by number, or by a name that the own place has not. */
function isNamed(person: Person, other: KnownHolder, own: KnownHolder | undefined): boolean {
  const number = textField(other.fields, 'certificate_holder_code');
  if (number !== undefined && sameNumber(number) === sameNumber(person.idNumber)) return true;
  const nameOf = (of: KnownHolder | undefined): string | undefined => {
    const name = of && textField(of.fields, 'certificate_holder_name');
    return name === undefined ? undefined : foldName(name);
  };
  const name = foldName(person.name);
  return name === nameOf(other) && name !== nameOf(own);
}

/** The issuer's desk: a licence of the library is offered again, and its offers are watched and taken back. */
export function issuerDeskEndpoints({ claims, index, member }: Context): readonly Endpoint[] {
  const desk = { token: true, staff: ['issuer'] } as const;
  return [
    {
      ...desk,
      method: 'POST',
      path: '/v1/licences/find',
      bodyBytes: LIMITS.singleBodyBytes,
      handle: (call) => ({
        status: 200,
        body: claims.reissue.find(licenceNameOf(call.body), callerOf(call).authority.code),
      }),
    },
    {
      ...desk,
      method: 'POST',
      path: '/v1/offers/again',
      bodyBytes: LIMITS.batchBodyBytes,
      handle: async (call) => {
        const { identifier: of, identityLevel, holders: named, photo } = AgainBody(call.body);
        const gateway = gatewayOf(index, member);
        if (gateway === undefined) throw new Problem('gateway-not-published');
        const reissued = claims.reissue.of(of, callerOf(call).authority.code);
        const holders = offeredTo(reissued, named, identityLevel, claims.persons);
        const { kind, from } = reissued;
        const licence = photo === undefined ? reissued.licence : { ...reissued.licence, photo };
        const places = holders.flatMap((each, place) => ('kept' in each ? [] : [place]));
        const [first] = holders;
        const isOne = holders.length === 1 && first !== undefined && !('kept' in first);
        const { code, codes, expiresAt } = isOne
          ? { codes: [], ...(await claims.offer(kind, licence as unknown as LicenceInput, first, from)) }
          : { code: [], ...(await claims.offerJointly(kind, licence, holders, from)) };
        const offers = [code, codes]
          .flat()
          .map((each, at) => ({ place: places[at] ?? 0, ...namedOffer(gateway, each) }));
        return { status: 201, body: { offers, expiresAt: new Date(expiresAt).toISOString() } };
      },
    },
    {
      ...desk,
      method: 'GET',
      path: '/v1/offers/:code/state',
      handle: (call) => ({
        status: 200,
        body: claims.watch.see(call.params['code'] ?? '', callerOf(call).authority.code),
      }),
    },
    {
      ...desk,
      method: 'POST',
      path: '/v1/offers/:code/cancel',
      handle: async (call) => {
        const { code } = callerOf(call).authority;
        const offer = call.params['code'] ?? '';
        await claims.watch.cancel(offer, code);
        return { status: 200, body: claims.watch.see(offer, code) };
      },
    },
  ];
}
