import { dayOfMs, exportJwk, importVerificationKey, parseRequestObject } from '@huren/chaincode/domain';
import { generateSigner } from '@huren/chaincode/crypto-node';
import { demoIdentityService } from '@huren/gateway';
import { askedOf, type CredentialFile as HeldFile, delegate, Holder, signerHolderKey } from '@huren/clients';
import { call } from '../gateway/client';
import { ProviderProcess } from '../gateway/identity-provider';
import { type CredentialFile, issue, issuerToken, licence, request, signAll } from '../gateway/issuing';
import { ownSeal } from '../gateway/page-issuing';
import { BAICHENG, ISSUER, openWorld, QIQIHAR, RELYING, START, TYPE, type World } from '../gateway/world';
import { PERSON } from './phone';
import { INSPECTOR } from '../gateway/page-licence';

const person = (id: string, authority: string, roles: readonly string[]) => ({
  id,
  name: { zh: `演示人员 ${id}`, en: `Demo ${id}` },
  authority,
  roles: roles as ['clerk'],
});

const signer = generateSigner('ES256');
const agentSigner = generateSigner('ES256');
const holderKey = exportJwk(importVerificationKey(signer.suite, signer.publicKey));

interface PageFile {
  readonly ofd: string;
  readonly anchor: object;
}

/** A counter with everything that comes to it: people who sign in, licences of every fate, and a holder's phone. */
export interface CounterWorld {
  readonly world: World;
  readonly origin: string;
  readonly good: CredentialFile;
  readonly suspended: CredentialFile;
  readonly rare: CredentialFile;
  readonly page: PageFile;
  /** The link of a licence that waits to be claimed, with its page form where `paged`. */
  offer(serial: string, paged?: boolean): Promise<string>;
  /** Suspends a licence on the ledger, by its SD-JWT and batch. */
  suspend(file: CredentialFile): Promise<void>;
  /** The phone reads a request at its address, agrees, and answers. */
  answer(requestUri: string, agrees?: boolean): Promise<number>;
  /** The same by an agent's phone, over delegations that name the agent so (empty: not at all). */
  answerAsAgent(requestUri: string, agentName: string): Promise<number>;
  /** The phone's own meeting point, and what comes to it. */
  meet(): Promise<{ readonly code: string; readonly requestUri: () => Promise<string> }>;
  close(): Promise<void>;
}

export async function openCounterWorld(): Promise<CounterWorld> {
  const provider = await ProviderProcess.start([
    person('clerk', RELYING, ['clerk']),
    person('auditor', RELYING, ['auditor']),
    person('operator', RELYING, ['operator']),
    person('foreign', ISSUER, ['clerk']),
  ]);
  const world = await openWorld({
    inspector: INSPECTOR,
    identityServices: { demo: demoIdentityService },
    identityProvider: { issuer: provider.issuer, clientId: `huren-${BAICHENG}` },
  });
  const origin = world.relyingUrl;
  await provider.serve([{ clientId: `huren-${BAICHENG}`, url: origin }]);
  world.now = START + 60_000;
  await world.submit(QIQIHAR, 'member', 'setGateway', { url: world.issuingUrl });
  await world.submit(BAICHENG, 'member', 'setGateway', { url: origin });
  await world.issuing.saveService(ISSUER, world.identity(ISSUER));
  const [good] = (await issue(world, 'good', { licences: [licence('GOOD1', { holderKey })] })) as [
    CredentialFile,
  ];
  const [suspended] = (await issue(world, 'bad', { licences: [licence('BAD1')] })) as [CredentialFile];
  const fields = { certificate_holder_name: '演示𬭎㛃 ᠪᠠᠭᠠᠲᠤᠷ', certificate_number: '演示0002' };
  const [rare] = (await issue(world, 'rare', { licences: [licence('RARE1', { fields })] })) as [
    CredentialFile,
  ];
  await suspend(world, suspended);
  const seal = await ownSeal(world, '版式文件');
  const page = await issuePage(world, seal.keyId);
  await world.issuing.caughtUp();
  await world.relying.caughtUp();
  const holder = new Holder(signerHolderKey(signer), { now: () => world.now });
  const agent = new Holder(signerHolderKey(agentSigner), { now: () => world.now });
  /** What a phone sends back: the asked fields of that licence, by that key. */
  const respond = async (requestUri: string, who: Holder, file: HeldFile): Promise<number> => {
    const { payload } = parseRequestObject(await (await fetch(requestUri)).text());
    const { client_id: audience, nonce, state, response_uri: uri } = payload;
    const { fields = [] } = askedOf(payload.dcql_query, file) ?? {};
    const shown = await who.present(file, { audience, nonce, fields });
    const body = new URLSearchParams({
      vp_token: JSON.stringify({ licence: [shown.sdJwt] }),
      state,
      anchor: JSON.stringify(shown.anchor),
      ...(shown.delegations && { delegations: JSON.stringify(shown.delegations) }),
    });
    return (await fetch(uri, { method: 'POST', body })).status;
  };
  return {
    world,
    origin,
    good,
    suspended,
    rare,
    page,
    async offer(serial, paged = false) {
      const forms = { forms: ['data', 'page'], pageSeals: [seal.keyId] };
      const body = {
        type: TYPE,
        key: world.sealKey,
        licence: licence(serial),
        person: PERSON,
        identityLevel: 3,
        ...(paged ? forms : {}),
      };
      const made = await call('POST', `${world.issuingUrl}/v1/offers`, body, issuerToken(world));
      return String(made.body['link']);
    },
    async suspend(file) {
      await suspend(world, file);
      await world.issuing.caughtUp();
      await world.relying.caughtUp();
    },
    async answer(requestUri, agrees = true) {
      if (agrees) return respond(requestUri, holder, good);
      const { payload } = parseRequestObject(await (await fetch(requestUri)).text());
      const body = new URLSearchParams({ error: 'access_denied', state: payload.state });
      return (await fetch(payload.response_uri, { method: 'POST', body })).status;
    },
    async answerAsAgent(requestUri, agentName) {
      const file: HeldFile = good;
      const wish = {
        root: file,
        agent: { key: agent.publicJwk, name: agentName },
        role: 'handler' as const,
        matters: '*' as const,
        from: dayOfMs(world.now),
      };
      const handed = [{ file, fields: ['certificate_holder_name'] }];
      const random = crypto.getRandomValues(new Uint8Array(32));
      const { files } = await delegate(wish, handed, signerHolderKey(signer), random);
      return respond(requestUri, agent, files[0] as HeldFile);
    },
    async meet() {
      const { body } = await call('POST', `${world.issuingUrl}/v1/rendezvous`);
      const code = String(body['code']);
      const secret = { 'x-huren-rendezvous': String(body['secret']) };
      return {
        code,
        requestUri: async () => {
          const url = `${world.issuingUrl}/v1/rendezvous/${code}?wait=20`;
          return String((await call('GET', url, undefined, secret)).body['requestUri']);
        },
      };
    },
    close: async () => {
      await world.close();
      await provider.stop();
    },
  };
}

async function suspend(world: World, { sdJwt, anchor }: CredentialFile): Promise<void> {
  const claims = JSON.parse(Buffer.from(sdJwt.split('.')[1] ?? '', 'base64url').toString()) as {
    readonly certificate_identifier: string;
  };
  const change = {
    requestId: `suspension-${claims.certificate_identifier.slice(-4)}`,
    batch: anchor.batch,
    identifier: claims.certificate_identifier,
    state: 'suspended',
    decision: '演示决定 1 号',
    decidedOn: '2026-06-01',
    effectiveFrom: '2026-06-01',
    certificate: world.identity(ISSUER).certificate,
  };
  const url = `${world.issuingUrl}/v1/licences/status`;
  const begun = await call('POST', url, change, issuerToken(world));
  await signAll(world, world.issuingUrl, ISSUER, begun.body['transaction']);
}

async function issuePage(world: World, pageSeal: string): Promise<PageFile> {
  const url = `${world.issuingUrl}/v1/licences`;
  const body = request(world, 'paged', {
    forms: ['data', 'page'],
    pageSeals: [pageSeal],
    licences: [licence('PAGED001')],
  });
  const begun = await call('POST', url, body, issuerToken(world));
  if (begun.status !== 202) throw new Error(JSON.stringify(begun.body));
  await signAll(world, world.issuingUrl, ISSUER, begun.body['transaction']);
  const done = await call('GET', `${url}/paged`, undefined, issuerToken(world));
  return (done.body['pages'] as readonly [PageFile])[0];
}
