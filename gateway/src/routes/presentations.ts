import {
  array,
  basicOfLocal,
  ConsentsShape,
  dayOfMs,
  DelegationsShape,
  type Infer,
  isJsonObject,
  LICENCE_QUERY,
  isLocalMatterCode,
  type JsonObject,
  type JsonValue,
  type LocalMatter,
  MalformedError,
  type Material,
  type Matter,
  MAX_LOCAL_MATTER_CODE,
  object,
  optional,
  parsed,
  parseMatterCode,
  parseRegion,
  parseUscc,
  presentationAudience,
  readJson,
  recordKey,
  type Shape,
  string,
  unmapped,
} from '@huren/chaincode/domain';
import type { Context } from '../context';
import { callerOf, type Endpoint } from '../http/endpoint';
import type { RecordIndex } from '../index/record-index';
import { LIMITS } from '../limits';
import type { Answer, ExchangeState } from '../presentations/exchange';
import { askAt, gatewayOf } from '../presentations/member-gateway';
import { RENDEZVOUS_CODE } from '../presentations/rendezvous';
import { requestLink, makeRequestObject } from '../presentations/request-object';
import { waitMsOf } from '../presentations/waiters';
import { known, walletRefusal, type WalletRefusal } from '../presentations/wallet-refusal';
import { Problem } from '../problems';
import { requireRelying } from '../verification/verification';

const Body = object({
  matter: string({ min: 1, max: MAX_LOCAL_MATTER_CODE }),
  /** Of a local code: the list meant, and the region of the licence's issuer, where they make a difference. */
  list: optional(parsed(parseUscc, { max: 18 })),
  issuingRegion: optional(parsed(parseRegion, { max: 6 })),
  fields: optional(array(string({ min: 1, max: 64 }), { min: 1, max: 64, unique: true })),
  purpose: optional(string({ min: 1, max: 200 })),
  case: optional(string({ min: 1, max: 64 })),
  rendezvous: optional(string({ min: 13, max: 25, pattern: RENDEZVOUS_CODE })),
});

const anchorPart: Shape<JsonObject> = (value, path = '') => {
  if (isJsonObject(value)) return value;
  throw new MalformedError('wrong-type', 'The value must be an object.', path);
};
const Presented = array(string({ min: 1, max: LIMITS.singleBodyBytes }), { min: 1, max: 1 });
/** OpenID4VP 1.0 §8.1: `{"<query id>": [presentation, …]}`; any one query, one licence. */
function licenceIn(token: JsonValue): string {
  const [query = '', ...more] = isJsonObject(token) ? Object.keys(token) : [];
  if (!isJsonObject(token) || more.length > 0 || !LICENCE_QUERY.test(query)) {
    throw new MalformedError('not-one-licence', 'The answer holds a licence for one query.', '/vp_token');
  }
  return Presented(token[query] ?? null, `/vp_token/${query}`)[0] ?? '';
}
const inForm = string({ max: LIMITS.singleBodyBytes });
const ANSWER_NAMES = ['vp_token', 'state', 'anchor', 'delegations', 'consents'];
const Answered = object({
  vp_token: inForm,
  state: string({ max: 64 }),
  anchor: optional(inForm),
  delegations: optional(inForm),
  consents: optional(inForm),
});

const readMatter = parsed(parseMatterCode, { max: 33 });

/**
 * The matter that a local code is taken for before any licence is known; undefined for a matter code.
 * @throws MalformedError list-of-local-code, local-code-unmapped
 */
function localMatterOf(
  index: RecordIndex,
  { matter: code, list, issuingRegion }: Infer<typeof Body>,
  asking: string,
  nowMs: number,
): LocalMatter | undefined {
  if (!isLocalMatterCode(code)) {
    if (list === undefined && issuingRegion === undefined) return undefined;
    const path = list === undefined ? '/issuingRegion' : '/list';
    throw new MalformedError('list-of-local-code', 'Only a local code belongs to a list.', path);
  }
  const local = basicOfLocal(index, {
    code,
    ...(list !== undefined && { list }),
    asking,
    ...(issuingRegion !== undefined && { issuing: issuingRegion }),
    day: dayOfMs(nowMs),
  });
  if (local === undefined) throw unmapped();
  return local;
}

/**
 * What a matter asks for: any one of these materials. One that only a page form meets is left out where another is not:
 * a phone shows no page.
 * @throws Problem unknown-matter, not-entitled (a long code of another authority)
 */
function materialsOf(
  index: RecordIndex,
  code: string,
  basic: string,
  authority: string,
): readonly Material[] {
  const matter = index.record<Matter>(recordKey.matter(code));
  if (matter?.state !== 'active') throw new Problem('unknown-matter', { path: '/matter' });
  if (matter.authority !== undefined && code !== basic && matter.authority !== authority) {
    throw new Problem('not-entitled', { path: '/matter' });
  }
  const materials =
    matter.materials.length > 0
      ? matter.materials
      : (index.record<Matter>(recordKey.matter(basic))?.materials ?? []);
  const shown = materials.filter(({ legalForm }) => legalForm !== 'page');
  return shown.length > 0 ? shown : materials;
}

/** The materials with no more of each than a narrower ask names. @throws Problem field-not-needed */
function narrowed(
  materials: readonly Material[],
  fields: readonly string[] | undefined,
): readonly Material[] {
  if (fields === undefined) return materials;
  const needed = [...new Set(materials.flatMap((material) => material.fields))];
  if (fields.some((field) => !needed.includes(field))) {
    throw new Problem('field-not-needed', { path: '/fields', details: { needed } });
  }
  return materials
    .map((material) => ({ ...material, fields: material.fields.filter((field) => fields.includes(field)) }))
    .filter((material) => material.fields.length > 0);
}

/**
 * A wallet's answer: the presentation, with its anchor, an agent's delegations and other holders' consents beside it
 * (DETAILS 8), or why it presents nothing.
 */
function answerOf(body: JsonValue, id: string): Answer | WalletRefusal {
  const refused = walletRefusal(body);
  if (refused !== undefined) {
    requireState(refused.state, id);
    return refused.refusal;
  }
  const answered = Answered(known(body, ANSWER_NAMES));
  requireState(answered.state, id);
  const sdJwt = licenceIn(readJson(answered.vp_token));
  const { delegations, consents } = answered;
  const chain =
    delegations === undefined ? undefined : DelegationsShape(readJson(delegations), '/delegations');
  const given = consents === undefined ? undefined : ConsentsShape(readJson(consents), '/consents');
  const answer: Answer = {
    sdJwt,
    ...(answered.anchor === undefined ? {} : { anchor: anchorPart(readJson(answered.anchor), '/anchor') }),
    ...(chain === undefined ? {} : { delegations: chain }),
    ...(given === undefined ? {} : { consents: given }),
  };
  return answer;
}

function requireState(state: string, id: string): void {
  if (state !== id) throw new Problem('bad-value', { path: '/state', details: { fault: 'wrong-state' } });
}

const STATES: readonly string[] = ['open', 'fetched'] satisfies readonly ExchangeState[];

/**
 * What a matter needs is asked of a holder, once: by nonce for systems that reach the holder themselves, and as an
 * OpenID4VP request for wallets.
 */
export function presentationEndpoints(context: Context): readonly Endpoint[] {
  const { index, presentations, exchanges, clock, member } = context;
  const home = (): string | undefined => gatewayOf(index, member);
  const requestUriOf = (gateway: string, id: string): string =>
    `${gateway}/v1/presentation-requests/${id}/request`;

  /** Where the request goes for a rendezvous code. @throws Problem rendezvous-unknown */
  const otherGateway = (code: string): string => {
    const gateway = gatewayOf(index, RENDEZVOUS_CODE.exec(code)?.[1] ?? '');
    if (gateway === undefined) throw new Problem('rendezvous-unknown', { path: '/rendezvous' });
    return gateway;
  };

  return [
    {
      method: 'POST',
      path: '/v1/presentation-requests',
      token: true,
      staff: ['clerk'],
      bodyBytes: LIMITS.singleBodyBytes,
      handle: async (call) => {
        const caller = callerOf(call);
        requireRelying(caller);
        const { code, region } = caller.authority;
        const body = Body(call.body);
        const local = localMatterOf(index, body, region, clock());
        const matter = local?.basic ?? body.matter;
        const { basic } = readMatter(matter, '/matter');
        const materials = narrowed(materialsOf(index, matter, basic, code), body.fields);
        const other = body.rendezvous === undefined ? undefined : otherGateway(body.rendezvous);
        if (materials.length === 0) throw new Problem('no-licence-needed', { path: '/matter' });
        const isJoint = materials.some(({ holders }) => holders === 'all');
        const life = isJoint ? LIMITS.jointPresentationLifeMs : LIMITS.presentationLifeMs;
        const asked = { authority: code, matter, issuedAt: clock() };
        const request = await presentations.create(asked, life);
        const { nonce, expiresAt } = request;
        const id = exchanges.open(request, {
          materials,
          ...(body.case === undefined ? {} : { case: body.case }),
          ...(body.purpose === undefined ? {} : { purpose: body.purpose }),
        });
        const gateway = home();
        const requestUri = gateway === undefined ? undefined : requestUriOf(gateway, id);
        if (other !== undefined && body.rendezvous !== undefined) {
          if (requestUri === undefined) throw new Problem('gateway-not-published');
          const ask = { code: body.rendezvous, requestUri, member };
          await askAt(other, ask, { signer: context.receiptSigner(), nowMs: clock() });
        }
        return {
          status: 201,
          body: {
            nonce,
            audience: presentationAudience(code, matter),
            matter,
            materials: materials.map(({ types, fields, identityLevel, holders }) => ({
              types,
              fields,
              identityLevel,
              ...(holders && { holders }),
            })),
            expiresAt: new Date(expiresAt).toISOString(),
            expiresInSeconds: Math.max(0, Math.ceil((expiresAt - clock()) / 1000)),
            id,
            ...(requestUri === undefined ? {} : { requestUri, link: requestLink(request, requestUri) }),
            ...(local === undefined ? {} : { local }),
          },
        };
      },
    },
    {
      method: 'GET',
      path: '/v1/presentation-requests/:id',
      token: true,
      staff: ['clerk'],
      handle: async (call) => {
        const { code } = callerOf(call).authority;
        const seen = call.query.get('seen') ?? undefined;
        const state = seen !== undefined && STATES.includes(seen) ? (seen as ExchangeState) : undefined;
        const found = await exchanges.look(call.params['id'] ?? '', code, state, waitMsOf(call.query));
        const { answer, ...rest } = found;
        return { status: 200, body: { ...rest, ...(answer === undefined ? {} : { credential: answer }) } };
      },
    },
    {
      method: 'GET',
      path: '/v1/presentation-requests/:id/request',
      token: false,
      cors: true,
      handle: (call) => {
        const id = call.params['id'] ?? '';
        const gateway = home();
        if (gateway === undefined) throw new Problem('gateway-not-published');
        const { request, told } = exchanges.fetch(id);
        const signer = context.receiptSigner();
        const object = makeRequestObject(id, request, told, { index, member, gateway, signer });
        return { status: 200, body: object, text: 'application/oauth-authz-req+jwt' };
      },
    },
    {
      method: 'POST',
      path: '/v1/presentation-requests/:id/response',
      token: false,
      cors: true,
      form: true,
      bodyBytes: LIMITS.singleBodyBytes,
      handle: (call) => {
        const id = call.params['id'] ?? '';
        exchanges.answer(id, answerOf(call.body, id));
        return { status: 200, body: {} };
      },
    },
  ];
}
