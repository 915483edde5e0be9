import {
  type Agreement,
  agreementTerms,
  type Authority,
  contradictionSteps,
  dayOfMs,
  DRIFT_ELEMENTS,
  type EqualMatters,
  explainGround,
  isBasicMatterCode,
  isLicenceTypeCode,
  isMatterCode,
  isRegion,
  isUscc,
  type MatterMapping,
  type Member,
  object,
  optional,
  otherSide,
  parseMatterCode,
  recordKey,
  string,
  termsDigest,
} from '@huren/chaincode/domain';
import type { Context } from '../context';
import type { Call, Endpoint } from '../http/endpoint';
import { driftOf, DriftReports } from '../index/matter-drift';
import { Walks } from '../index/walks';
import type { RecordIndex } from '../index/record-index';
import { LIMITS } from '../limits';
import { Problem } from '../problems';
import { readDay, readLimit, readOffset, requireQuery } from './records';

const CheckBody = object({ id: string({ min: 1, max: 64 }), terms: optional(agreementTerms) });

/**
 * GET /v1/matters/drift (三级四同), GET /v1/agreements/explain (on whose word), POST /v1/agreements/check (clauses that
 * contradict, before anybody accepts them): public records, looked at together.
 */
export function governanceEndpoints({ index, clock }: Context): readonly Endpoint[] {
  const walks = new Walks();
  const drift = new DriftReports(index, walks);
  return [
    {
      method: 'GET',
      path: '/v1/matters/drift',
      token: false,
      handle: async ({ query }) => {
        requireQuery(query, ['on', 'authority', 'basic', 'element', 'after', 'limit']);
        const [from, limit] = [readOffset(query), readLimit(query)];
        const authority = readOne(query, 'authority', isUscc);
        const basic = readOne(query, 'basic', isBasicMatterCode);
        const element = readOne(query, 'element', (text) =>
          (DRIFT_ELEMENTS as readonly string[]).includes(text),
        );
        const report = await drift.of(readDay(query) ?? dayOfMs(clock()));
        const all = driftOf(report, {
          ...(authority !== undefined && { authority }),
          ...(basic !== undefined && { basic }),
          ...(element !== undefined && { element }),
        });
        const body = {
          on: report.on,
          rows: report.rows,
          total: all.length,
          items: all.slice(from, from + limit),
        };
        return {
          status: 200,
          body: from + limit < all.length ? { ...body, next: String(from + limit) } : body,
        };
      },
    },
    {
      method: 'GET',
      path: '/v1/agreements/explain',
      token: false,
      handle: ({ query }) => {
        requireQuery(query, ['type', 'from', 'to', 'matter', 'on']);
        const asked = {
          type: readNeeded(query, 'type', isLicenceTypeCode),
          from: readNeeded(query, 'from', isRegion),
          to: readNeeded(query, 'to', isRegion),
          matter: parseMatterCode(readNeeded(query, 'matter', isMatterCode)).basic,
          on: readDay(query) ?? dayOfMs(clock()),
        };
        const lists = {
          authorities: index.keys('authority').map((key) => index.history<Authority>(key)),
          members: index.keys('member').map((key) => index.history<Member>(key)),
        };
        return { status: 200, body: explainGround(index, asked, lists) };
      },
    },
    {
      method: 'POST',
      path: '/v1/agreements/check',
      token: false,
      bodyBytes: LIMITS.singleBodyBytes,
      handle: async ({ body }: Call) => {
        const { id, terms } = CheckBody(body);
        const record = index.record<Agreement>(recordKey.agreement(id));
        const looked = terms ?? record?.amendment?.terms ?? record?.terms;
        if (looked === undefined) throw new Problem('unknown-record');
        const found = await walks.run(() =>
          contradictionSteps({ id, terms: looked }, standing(index, looked), equalMatters(index)),
        );
        return { status: 200, body: { id, termsDigest: termsDigest(looked), contradictions: found } };
      },
    },
  ];
}

function readOne(query: URLSearchParams, name: string, fits: (text: string) => boolean): string | undefined {
  const value = query.get(name);
  if (value === null) return undefined;
  if (!fits(value)) throw new Problem('bad-query');
  return value;
}

function readNeeded(query: URLSearchParams, name: string, fits: (text: string) => boolean): string {
  const value = readOne(query, name, fits);
  if (value === undefined) throw new Problem('bad-query');
  return value;
}

/** Agreements, held or waiting, that name one of the types; an amendment that waits is looked at as well. */
function standing(index: RecordIndex, { clauses }: Agreement['terms']): readonly Agreement[] {
  const types = new Set(clauses.flatMap((clause) => (clause.types === '*' ? ['*'] : clause.types)));
  const keys = types.has('*')
    ? index.keys('agreement')
    : [...new Set([...types].flatMap((type) => index.grounds(type).agreements))].sort();
  return keys.flatMap((key): Agreement[] => {
    const agreement = index.record<Agreement>(key);
    if (agreement === undefined) return [];
    const { amendment } = agreement;
    if (amendment === undefined) return [agreement];
    return [agreement, { ...agreement, version: agreement.version + 1, terms: amendment.terms }];
  });
}

function equalMatters(index: RecordIndex): EqualMatters {
  return (basic) => [
    basic,
    ...index.mappings(basic).flatMap((key) => {
      const mapping = index.record<MatterMapping>(key);
      if (mapping?.state !== 'accepted') return [];
      return [otherSide(mapping, basic)];
    }),
  ];
}
