import {
  agreementTerms,
  type Authority,
  dayOfMs,
  DRIFT_ELEMENTS,
  explainGround,
  explainLocal,
  isBasicMatterCode,
  isLicenceTypeCode,
  isLocalMatterCode,
  isMatterCode,
  isRegion,
  isUscc,
  matterListArgument,
  type Member,
  object,
  optional,
  parseMatterCode,
  string,
} from '@huren/chaincode/domain';
import type { Context } from '../context';
import { type Call, callerOf, type Endpoint } from '../http/endpoint';
import { driftOf, DriftReports } from '../index/matter-drift';
import { LIMITS } from '../limits';
import { Problem } from '../problems';
import { checkAgreement } from './contradictions';
import { checkMatters } from './matter-check';
import { readDay, readLimit, readOffset, requireQuery } from './records';

const CheckBody = object({ id: string({ min: 1, max: 64 }), terms: optional(agreementTerms) });

/**
 * GET /v1/matters/drift (三级四同), POST /v1/matters/check (what the ledger would refuse of a list), GET
 * /v1/agreements/explain (on whose word), POST /v1/agreements/check (clauses that contradict, before anybody accepts
 * them): public records, looked at together.
 */
export function governanceEndpoints({ index, clock, walks }: Context): readonly Endpoint[] {
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
      method: 'POST',
      path: '/v1/matters/check',
      token: true,
      bodyBytes: LIMITS.batchBodyBytes,
      handle: (call) => {
        const { rows } = matterListArgument(call.body, '');
        const checked = checkMatters(index, callerOf(call), rows, dayOfMs(clock()));
        return { status: 200, body: { height: index.head.height, rows: checked } };
      },
    },
    {
      method: 'GET',
      path: '/v1/agreements/explain',
      token: false,
      handle: ({ query }) => {
        requireQuery(query, ['type', 'from', 'to', 'matter', 'list', 'on']);
        const matter = readNeeded(query, 'matter', (text) => isMatterCode(text) || isLocalMatterCode(text));
        const list = readOne(query, 'list', (text) => isUscc(text) && isLocalMatterCode(matter));
        const asked = {
          type: readNeeded(query, 'type', isLicenceTypeCode),
          from: readNeeded(query, 'from', isRegion),
          to: readNeeded(query, 'to', isRegion),
          on: readDay(query) ?? dayOfMs(clock()),
        };
        const lists = {
          authorities: index.keys('authority').map((key) => index.history<Authority>(key)),
          members: index.keys('member').map((key) => index.history<Member>(key)),
        };
        const explanation = isLocalMatterCode(matter)
          ? explainLocal(index, { ...asked, code: matter, ...(list !== undefined && { list }) }, lists)
          : explainGround(index, { ...asked, matter: parseMatterCode(matter).basic }, lists);
        return { status: 200, body: explanation };
      },
    },
    {
      method: 'POST',
      path: '/v1/agreements/check',
      token: false,
      bodyBytes: LIMITS.singleBodyBytes,
      handle: async ({ body, abandoned }: Call) => {
        const { id, terms } = CheckBody(body);
        const check = await checkAgreement(index, walks, id, dayOfMs(clock()), terms, abandoned);
        if (check === undefined) throw new Problem('unknown-record');
        return { status: 200, body: check };
      },
    },
  ];
}

function readOne(query: URLSearchParams, name: string, fits: (text: string) => boolean): string | undefined {
  const value = query.get(name);
  if (value === null) return undefined;
  if (!fits(value)) throw new Problem('bad-query', { details: { parameter: name } });
  return value;
}

function readNeeded(query: URLSearchParams, name: string, fits: (text: string) => boolean): string {
  const value = readOne(query, name, fits);
  if (value === undefined) throw new Problem('bad-query', { details: { parameter: name } });
  return value;
}
