import type { CredentialFile, HolderKey, Wallet } from '@huren/clients';
import { demoIdentityService, type GatewayOptions } from '@huren/gateway';
import { call } from './client';
import { relyingToken, verify } from './issuing';
import { BAICHENG, ISSUER, MATTER, openWorld, QIQIHAR, type World } from './world';

/** Two members whose gateways phones can reach, and an issuer whose offers can be claimed. */
export async function openClaimWorld(options: Partial<GatewayOptions> = {}): Promise<World> {
  const world = await openWorld({ identityServices: { demo: demoIdentityService }, ...options });
  await world.submit(QIQIHAR, 'member', 'setGateway', { url: world.issuingUrl });
  await world.submit(BAICHENG, 'member', 'setGateway', { url: world.relyingUrl });
  await world.issuing.saveService(ISSUER, world.identity(ISSUER));
  await world.issuing.caughtUp();
  await world.relying.caughtUp();
  return world;
}

export interface ClaimingPerson {
  readonly name: string;
  readonly idNumber: string;
}

/** The id of a claim that a person made with a key. */
export async function claimAs(
  wallet: Wallet,
  code: string,
  key: HolderKey,
  person: ClaimingPerson,
): Promise<string> {
  const identity = { service: 'demo', assertion: { ...person, level: 4 } };
  return wallet.claim(code, await wallet.offer(code), key, identity);
}

/** What a claim brings, once it is anchored. @throws its state, where it comes to nothing */
export async function collected(wallet: Wallet, id: string): Promise<CredentialFile> {
  for (;;) {
    const { state, credentials } = await wallet.claimed(id);
    if (state === 'anchored') return credentials?.[0] as CredentialFile;
    if (state !== 'sealing') throw new Error(state);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** The verdict on a licence that its holder presents at the other city’s counter, through the whole protocol. */
export async function presentedTo(
  world: World,
  wallet: Wallet,
  file: CredentialFile,
  by: HolderKey,
): Promise<unknown> {
  const requests = `${world.relyingUrl}/v1/presentation-requests`;
  const ask = await call('POST', requests, { matter: MATTER }, relyingToken(world));
  const judged = await wallet.readRequest(ask.body['link'] as string);
  expect(judged.faults).toEqual([]);
  await wallet.answerRequest(judged, by, file);
  const url = `${requests}/${ask.body['id'] as string}`;
  const { body } = await call('GET', url, undefined, relyingToken(world));
  await world.relying.caughtUp();
  const given = { credential: body['credential'], matter: MATTER, nonce: body['nonce'] };
  return (await verify(world, given)).body['verdict'];
}
