import type { Operation } from './operation';
import { OPERATIONS } from './operations';
import { ref, type Schema } from './schema';
import { SCHEMAS } from './schemas';

export const TAGS: Readonly<Record<Operation['tag'], { readonly zh: string; readonly en: string }>> = {
  verification: { zh: '核验', en: 'Verification' },
  issuing: { zh: '签发', en: 'Issuing' },
  ledger: { zh: '账本', en: 'Ledger' },
  records: { zh: '公开记录', en: 'Public records' },
  presentation: { zh: '亮证', en: 'Presentation' },
  cases: { zh: '办件', en: 'Cases' },
  staff: { zh: '工作人员登录', en: 'Sign-in of staff' },
  operation: { zh: '运行', en: 'Operation' },
};

const TITLES: Readonly<Record<number, string>> = {
  400: '请求不合格式 / bad request',
  401: '令牌缺失、无效或过期 / token missing, invalid or expired',
  403: '无权 / not entitled',
  404: '不存在 / not found',
  409: '与现状冲突 / conflict',
  410: '已过期 / expired',
  413: '内容过大 / too large',
  415: '不是 JSON / not JSON',
  422: '规则不允许 / a rule forbids it',
  429: '请求过于频繁 / too many requests',
  503: '暂不能受理 / not now',
};

/** `/v1/proofs/:leafHash` → `/v1/proofs/{leafHash}` */
export function templateOf(path: string): string {
  return path.replace(/:(\w+)/g, '{$1}');
}

function answerOf(schema: string): object {
  const type = schema.includes('/') ? schema : 'application/json';
  return {
    description: 'OK',
    content: { [type]: { schema: schema.includes('/') ? anySchema(schema) : ref(schema) } },
  };
}

function anySchema(type: string): Schema {
  return type === 'application/json' ? { type: 'object' } : { type: 'string' };
}

function operationOf(operation: Operation): object {
  const { path, summary, tag, token, request, answers, problems, query = {} } = operation;
  const responses: Record<string, object> = {};
  for (const [status, schema] of Object.entries(answers)) responses[status] = answerOf(schema);
  const always = path.startsWith('/v1/') ? [429, 503] : [];
  for (const status of [...problems, ...always]) {
    responses[String(status)] ??= {
      description: TITLES[status] ?? 'problem',
      content: { 'application/problem+json': { schema: ref('Problem') } },
    };
  }
  const parameters = [
    ...[...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
      name,
      in: 'path',
      required: true,
      schema: { type: 'string' },
    })),
    ...Object.entries(query).map(([name, description]) => ({
      name,
      in: 'query',
      required: false,
      description,
      schema: { type: 'string' },
    })),
  ];
  return {
    operationId: `${operation.method.toLowerCase()}${path.replace(/[^A-Za-z0-9]+(\w?)/g, (_, next: string) => next.toUpperCase())}`,
    summary: `${summary.zh} / ${summary.en}`,
    tags: [tag],
    security: token ? [{ authorityToken: [] }] : [],
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(request === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: {
              'application/json': { schema: ref(request.schema), example: request.example },
              ...(request.form === undefined ? {} : { 'multipart/form-data': { schema: ref(request.form) } }),
            },
          },
        }),
    responses,
  };
}

/** The OpenAPI 3.1 document of a gateway. */
export function openApiDocument(): Readonly<Record<string, unknown>> {
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of OPERATIONS) {
    const path = templateOf(operation.path);
    paths[path] = { ...paths[path], [operation.method.toLowerCase()]: operationOf(operation) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Huren 互认 gateway',
      version: '1',
      summary: '跨省电子证照互认网关 / one member’s service of the licence recognition network',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: Object.entries(TAGS).map(([name, { zh, en }]) => ({ name, description: `${zh} / ${en}` })),
    paths,
    components: {
      schemas: SCHEMAS,
      securitySchemes: {
        authorityToken: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description:
            'ES256, header {alg, typ: JWT, kid: digest of the certificate}, claims {iss = sub = urn:huren:authority:<code>, ' +
            'aud: urn:huren:gateway:<member>, iat, exp (at most 300 s later), jti}; signed by an identity key that the ledger knows.',
        },
      },
    },
  };
}
