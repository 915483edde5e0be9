import {
  array,
  type Matter,
  object,
  optional,
  parsed,
  parseMatterCode,
  presentationAudience,
  recordKey,
  string,
} from '@huren/chaincode/domain';
import type { Context } from '../context';
import { callerOf, type Endpoint } from '../http/endpoint';
import type { RecordIndex } from '../index/record-index';
import { LIMITS } from '../limits';
import { Problem } from '../problems';
import { requireRelying } from '../verification/verification';

const Body = object({
  matter: parsed(parseMatterCode, { max: 33 }),
  fields: optional(array(string({ min: 1, max: 64 }), { min: 1, max: 64, unique: true })),
});

/** What a matter needs, over all its materials. */
interface Needs {
  readonly types: readonly string[];
  readonly fields: readonly string[];
  readonly identityLevel: number;
}

/** @throws Problem unknown-matter, not-entitled (a long code of another authority) */
function needsOf(index: RecordIndex, code: string, basic: string, authority: string): Needs {
  const matter = index.record<Matter>(recordKey.matter(code));
  if (matter?.state !== 'active') throw new Problem('unknown-matter', { path: '/matter' });
  if (matter.authority !== undefined && code !== basic && matter.authority !== authority) {
    throw new Problem('not-entitled', { path: '/matter' });
  }
  const materials =
    matter.materials.length > 0
      ? matter.materials
      : (index.record<Matter>(recordKey.matter(basic))?.materials ?? []);
  return {
    types: [...new Set(materials.flatMap(({ types }) => types))],
    fields: [...new Set(materials.flatMap(({ fields }) => fields))],
    identityLevel: Math.max(0, ...materials.map(({ identityLevel }) => identityLevel)),
  };
}

/** POST /v1/presentation-requests: a nonce for one presentation of what the matter needs, and of nothing more. */
export function presentationEndpoints({ index, presentations, clock }: Context): readonly Endpoint[] {
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
        const { code } = caller.authority;
        const body = Body(call.body);
        const matter = (call.body as { readonly matter: string }).matter;
        const needs = needsOf(index, matter, body.matter.basic, code);
        const fields = body.fields ?? needs.fields;
        if (fields.some((field) => !needs.fields.includes(field))) {
          throw new Problem('field-not-needed', { path: '/fields', details: { needed: needs.fields } });
        }
        const { nonce, expiresAt } = await presentations.create({
          authority: code,
          matter,
          fields,
          issuedAt: clock(),
        });
        return {
          status: 201,
          body: {
            nonce,
            audience: presentationAudience(code, matter),
            matter,
            types: needs.types,
            fields,
            identityLevel: needs.identityLevel,
            expiresAt: new Date(expiresAt).toISOString(),
          },
        };
      },
    },
  ];
}
