import { randomBytes } from 'node:crypto';
import { createHolderKey, type HolderKey, invitationCodeOf, ThirdPartyClient } from '@huren/clients';
import { type Answer, call } from './client';
import { relyingToken } from './issuing';
import { BAICHENG, MATTER, RELYING, type World } from './world';

/** Lets RELYING run cases at its gateway: its address is published and its service identity kept. */
export async function prepareCases(world: World): Promise<void> {
  await world.submit(BAICHENG, 'member', 'setGateway', { url: world.relyingUrl });
  await world.relying.saveService(RELYING, world.identity(RELYING));
  await world.relying.caughtUp();
}

export async function openCase(world: World): Promise<string> {
  const id = randomBytes(16).toString('base64url');
  await world.submit(RELYING, 'case', 'open', { id, matter: MATTER });
  await world.relying.caughtUp();
  return id;
}

export const asRelying = (
  world: World,
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
): Promise<Answer> => call(method, world.relyingUrl + path, body, relyingToken(world));

export async function invite(world: World, id: string, changes: object = {}): Promise<string> {
  const wanted = { capacity: 'expert', ...changes };
  const { body } = await asRelying(world, 'POST', `/v1/cases/${id}/invitations`, wanted);
  return invitationCodeOf(String(body['link']));
}

export interface Joined {
  readonly client: ThirdPartyClient;
  readonly key: HolderKey;
  readonly keyId: string;
  readonly place: { readonly case: string; readonly member: string };
}

/** Somebody opens an invitation on a device of their own. */
export async function join(world: World, id: string, changes: object = {}): Promise<Joined> {
  const client = thirdParty(world);
  const key = await createHolderKey();
  const code = await invite(world, id, changes);
  const { keyId } = await client.accept(code, await client.look(code), key);
  return { client, key, keyId, place: { case: id, member: BAICHENG } };
}

export function thirdParty(
  world: World,
  fetch?: (url: string, init: RequestInit) => Promise<Response>,
): ThirdPartyClient {
  return new ThirdPartyClient({
    url: world.relyingUrl,
    retries: 0,
    now: () => world.now,
    ...(fetch && { fetch }),
  });
}

/** What the authority adds: kept at the gateway, then signed for the ledger. */
export async function write(
  world: World,
  id: string,
  text: string,
  shownTo: readonly string[],
): Promise<number> {
  const { body } = await asRelying(world, 'POST', `/v1/cases/${id}/contents`, { text, shownTo });
  await world.submit(RELYING, 'case', 'add', { id, number: body['number'], digest: body['digest'] });
  await world.relying.caughtUp();
  return Number(body['number']);
}
