import SwaggerParser from '@apidevtools/swagger-parser';
import { contracts } from '@huren/chaincode';
import { CONTRACT_FUNCTIONS, createEndpoints, openApiDocument, templateOf } from '@huren/gateway';
import { call } from './client';
import { openWorld, type World } from './world';

type Paths = Record<string, Record<string, { security: unknown[]; requestBody?: unknown }>>;

describe('the description of the API', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(async () => {
    await world.close();
  });

  it('is a valid OpenAPI 3.1 document, served at /openapi.json', async () => {
    const { status, body } = await call('GET', `${world.relyingUrl}/openapi.json`);
    expect(status).toBe(200);
    expect(body['openapi']).toBe('3.1.0');
    type Document = Parameters<typeof SwaggerParser.validate>[0];
    await expect(SwaggerParser.validate(structuredClone(body) as unknown as Document)).resolves.toBeDefined();
  });

  it('names every route, and no other, with its token and body', () => {
    const paths = openApiDocument()['paths'] as Paths;
    const told = Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(
        ([method, { security, requestBody }]) =>
          `${method} ${path} token:${String(security.length > 0)} body:${String(requestBody !== undefined)}`,
      ),
    );
    const served = createEndpoints(world.relying.context).map(
      ({ method, path, token, bodyBytes }) =>
        `${method.toLowerCase()} ${templateOf(path)} token:${String(token)} body:${String(bodyBytes !== undefined)}`,
    );
    expect(told.sort()).toEqual(served.sort());
  });

  it('is readable as a page without scripts or foreign hosts', async () => {
    const { status, body, headers } = await call('GET', `${world.relyingUrl}/docs`);
    expect(status).toBe(200);
    const page = body['text'] as string;
    expect(page).toContain('/v1/verifications');
    expect(page).not.toMatch(/<script|https?:\/\//);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('passes on exactly the functions that the contracts have', () => {
    const real: Record<string, string[]> = {};
    for (const Contract of contracts) {
      const prototype = Contract.prototype as object;
      const contract = new Contract();
      real[contract.getName()] = Object.getOwnPropertyNames(prototype)
        .filter((name) => name !== 'constructor' && !name.startsWith('_') && name !== 'importFunctions')
        .sort();
    }
    const known = Object.fromEntries(
      Object.entries(CONTRACT_FUNCTIONS).map(([name, functions]) => [name, [...functions].sort()]),
    );
    expect(known).toEqual(real);
  });

  it('answers figures without anything personal in them', async () => {
    const { body } = await call('GET', `${world.relyingUrl}/metrics`);
    expect(body['text']).toContain('huren_index_height');
    expect(body['text']).not.toMatch(/="[^"]*\d{17}[0-9X]/);
  });
});
