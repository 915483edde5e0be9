import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Bilingual } from '@huren/chaincode/domain';
import type Provider from 'oidc-provider';
import type { JWK } from 'oidc-provider';
import { providerMemory } from './provider-memory';
import { STAFF_CLAIMS, type StaffRole } from '../staff/staff';

/** Somebody whom the demo lets sign in: made up, and the name says so. */
export interface DemoPerson {
  readonly id: string;
  readonly name: Bilingual;
  readonly authority: string;
  readonly roles: readonly StaffRole[];
}

/** A gateway that asks the provider who somebody is. */
export interface DemoClient {
  readonly clientId: string;
  /** Origin of the gateway. */
  readonly url: string;
}

export interface DemoProvider {
  /** Its issuer identifier (OpenID Connect Core §2). */
  readonly issuer: string;
  /** Says who the clients are, once their gateways listen. */
  serve(clients: readonly DemoClient[]): void;
  close(): Promise<void>;
}

const CALLBACK = '/v1/staff/callback';
const INTERACTION = /^\/interaction\/([A-Za-z0-9_-]{1,64})$/;
const STYLE =
  'body{font:1rem/1.6 system-ui,sans-serif;max-width:34rem;margin:2rem auto;padding:0 1rem;color:#1c2733}' +
  'button{font:inherit;display:block;width:100%;margin:.5rem 0;padding:.8rem;text-align:left;border:1px solid #0b5c8a;border-radius:8px;background:#fff}' +
  '.demo{background:#fdf1dc;color:#8a5300;padding:.6rem;border-radius:8px}';

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${String(character.charCodeAt(0))};`);
}

/** A page that says what it is: anybody may be anybody here. */
function page(people: readonly DemoPerson[]): string {
  const buttons = people.map(
    ({ id, name }) =>
      `<button name="person" value="${escaped(id)}">${escaped(name.zh)} <span lang="en">${escaped(name.en)}</span></button>`,
  );
  return `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>演示身份服务 Demo identity provider</title><style>${STYLE}</style><main><h1>演示身份服务</h1>
<p class="demo">仅供演示：不核实身份，选谁就是谁。<br><span lang="en">Demo only: nobody is identified here; you are whom you choose.</span></p>
<form method="post">${buttons.join('')}</form></main></html>`;
}

async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > 4096) break;
    parts.push(part);
  }
  return new URLSearchParams(Buffer.concat(parts).toString('utf8'));
}

/** Built when somebody first signs in: a start of the demo does not wait for it. */
async function buildProvider(
  issuer: string,
  people: readonly DemoPerson[],
  clients: readonly DemoClient[],
): Promise<Provider> {
  const { default: ProviderClass } = await import('oidc-provider');
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return new ProviderClass(issuer, {
    adapter: providerMemory(Date.now),
    jwks: { keys: [{ ...(privateKey.export({ format: 'jwk' }) as JWK), alg: 'ES256', use: 'sig' }] },
    clients: clients.map(({ clientId, url }) => ({
      client_id: clientId,
      redirect_uris: [url + CALLBACK],
      post_logout_redirect_uris: [`${url}/`],
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code'],
      response_types: ['code'],
      id_token_signed_response_alg: 'ES256',
    })),
    claims: { openid: ['sub'], profile: ['name', STAFF_CLAIMS.authority, STAFF_CLAIMS.roles] },
    // The gateway reads the ID token alone and asks for nothing more.
    conformIdTokenClaims: false,
    pkce: { required: () => true, methods: ['S256'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    findAccount: (_, id) => {
      const person = people.find((each) => each.id === id);
      if (person === undefined) return undefined;
      const { name, authority, roles } = person;
      return {
        accountId: id,
        claims: () => ({
          sub: id,
          name: name.zh,
          [STAFF_CLAIMS.authority]: authority,
          [STAFF_CLAIMS.roles]: [...roles],
        }),
      };
    },
    // These are the member's own gateways: nobody is asked whether they may know who signs in.
    loadExistingGrant: async (context) => {
      const { client, session } = context.oidc;
      if (client === undefined || session?.accountId === undefined) return undefined;
      const grant = new context.oidc.provider.Grant({
        clientId: client.clientId,
        accountId: session.accountId,
      });
      grant.addOIDCScope('openid profile');
      await grant.save();
      return grant;
    },
    ttl: { Session: 3600, Interaction: 600, Grant: 3600, AccessToken: 300, IdToken: 300 },
    cookies: { keys: [randomBytes(32).toString('base64url')] },
  });
}

/**
 * The demo's stand-in for a member's identity provider: it knows the demo's people and asks none of them for a proof.
 * Real gateways name a real provider in HUREN_OIDC_ISSUER.
 */
export async function startIdentityProvider(options: {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly people: readonly DemoPerson[];
}): Promise<DemoProvider> {
  const { people } = options;
  let clients: readonly DemoClient[] = [];
  let building: Promise<Provider> | undefined;
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    building ??= buildProvider(issuer, people, clients);
    const provider = await building;
    const uid = INTERACTION.exec(request.url ?? '');
    if (uid === null) {
      await provider.callback()(request, response);
      return;
    }
    if (request.method !== 'POST') {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
      response.end(page(people));
      return;
    }
    const accountId = (await formOf(request)).get('person') ?? '';
    await provider.interactionFinished(request, response, { login: { accountId } });
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => {
      if (response.headersSent) response.destroy();
      else
        response
          .writeHead(400, { 'content-type': 'text/plain; charset=utf-8' })
          .end('登录已过期 / expired\n');
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  const issuer = `http://${options.host}:${String((server.address() as AddressInfo).port)}`;
  return {
    issuer,
    serve: (known) => {
      clients = known;
      building = undefined;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
