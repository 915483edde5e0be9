import type { Day } from '@huren/chaincode/domain';
import {
  type CredentialFile,
  createHolderKey,
  delegate,
  type DelegationWish,
  type HolderKey,
  Wallet,
} from '@huren/clients';
import { demoIdentityService } from '@huren/gateway';
import { call } from './client';
import { issuerToken, licence, relyingToken, verify } from './issuing';
import { BAICHENG, ISSUER, MATTER, openWorld, QIQIHAR, TYPE, type World } from './world';

const PERSON = { name: '演示代表人', idNumber: 'DEMO-ID-0001' };
/** The world's day. */
export const TODAY = '2026-06-01' as Day;

/** What a counter's verification saw of the holder. */
export interface Seen {
  readonly verdict: string;
  readonly code: string;
}

export const random = (): Uint8Array => crypto.getRandomValues(new Uint8Array(32));

/** A holder at the issuing city, and an agent with a wallet at the other. */
export class AgentWorld {
  private constructor(
    readonly world: World,
    readonly home: Wallet,
    readonly away: Wallet,
    readonly holder: HolderKey,
    readonly agent: HolderKey,
  ) {}

  static async open(): Promise<AgentWorld> {
    const world = await openWorld({ identityServices: { demo: demoIdentityService } });
    await world.submit(QIQIHAR, 'member', 'setGateway', { url: world.issuingUrl });
    await world.submit(BAICHENG, 'member', 'setGateway', { url: world.relyingUrl });
    await world.issuing.saveService(ISSUER, world.identity(ISSUER));
    await world.issuing.caughtUp();
    await world.relying.caughtUp();
    const home = new Wallet({ url: world.issuingUrl, now: () => world.now, retries: 0 });
    const away = new Wallet({ url: world.relyingUrl, now: () => world.now, retries: 0 });
    return new AgentWorld(world, home, away, await createHolderKey(), await createHolderKey());
  }

  /** A licence that this key claims; claimed once more it replaces the former. */
  async claimed(serial: string, by: HolderKey): Promise<CredentialFile> {
    const { world, home } = this;
    const body = {
      type: TYPE,
      key: world.sealKey,
      licence: licence(serial),
      person: PERSON,
      identityLevel: 3,
    };
    const offered = await call('POST', `${world.issuingUrl}/v1/offers`, body, issuerToken(world));
    const code = offered.body['code'] as string;
    const identity = { service: 'demo', assertion: { ...PERSON, level: 4 } };
    const claim = await home.claim(code, await home.offer(code), by, identity);
    for (;;) {
      const { state, credentials } = await home.claimed(claim);
      if (state === 'anchored') return credentials?.[0] as CredentialFile;
      if (state === 'refused') throw new Error('refused');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  wishFor(key: HolderKey, root: CredentialFile, change: Partial<DelegationWish> = {}): DelegationWish {
    return {
      root,
      agent: { key: key.publicJwk, name: '演示办事人' },
      role: 'manager',
      matters: [MATTER],
      from: TODAY,
      ...change,
    };
  }

  async give(of: CredentialFile, change: Partial<DelegationWish> = {}, giver = this.holder, to = this.agent) {
    const handed = { file: of, fields: ['certificate_holder_name'] };
    const { root: _root, ...passing } = this.wishFor(to, of, change);
    const wish = of.delegations === undefined ? { ...passing, root: of } : passing;
    const made = await delegate(wish, [handed], giver, random());
    return { ...made, file: made.files[0] as CredentialFile };
  }

  /** What the counter of the other city says to a presentation through the whole protocol. */
  async presented(shown: CredentialFile, by = this.agent, told: object = {}): Promise<Seen> {
    const { world, away } = this;
    const body = { matter: MATTER, ...told };
    const at = `${world.relyingUrl}/v1/presentation-requests`;
    const ask = await call('POST', at, body, relyingToken(world));
    const judged = await away.readRequest(ask.body['link'] as string);
    expect(judged.faults).toEqual([]);
    await away.answerRequest(judged, by, shown);
    const answer = await call('GET', `${at}/${ask.body['id'] as string}`, undefined, relyingToken(world));
    await world.relying.caughtUp();
    const { credential, nonce } = answer.body;
    const verdict = await verify(world, { credential, matter: MATTER, nonce });
    expect([verdict.status, verdict.body]).toMatchObject([200, {}]);
    const findings = verdict.body['findings'] as readonly { check: string; code: string }[];
    const code = findings.find(({ check }) => check === 'holder')?.code ?? '';
    return { verdict: verdict.body['verdict'] as string, code };
  }
}
