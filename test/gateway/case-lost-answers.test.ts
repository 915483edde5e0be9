import { createHolderKey, type HolderKey, type InvitationView, type ThirdPartyClient } from '@huren/clients';
import { type Commit, type Ledger, LedgerInDoubt } from '@huren/network';
import { asRelying, invite, join, openCase, prepareCases, thirdParty } from './case-world';
import { openWorld, RELYING, type World } from './world';

/** What happens to answers of `nameParty`, one after another; later ones come through. */
type Fate = 'lost' | 'never-sent';

let world: World;
let fates: Fate[] = [];
let id: string;
let client: ThirdPartyClient;
let code: string;
let invitation: InvitationView;
let key: HolderKey;

const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'none',
    (error: unknown) => (error as { rejection?: string }).rejection ?? (error as { code?: string }).code,
  );
const accepting = (by: HolderKey) => codeOf(client.accept(code, invitation, by));
const shown = async () => {
  await world.relying.caughtUp();
  return (await asRelying(world, 'GET', `/v1/cases/${id}`)).body;
};
const withdraw = async (keyId: string): Promise<void> => {
  await world.submit(RELYING, 'case', 'withdrawParty', { id, keyId });
  await world.relying.caughtUp();
};
const invited = async (): Promise<void> => {
  code = await invite(world, id);
  invitation = await client.look(code);
};

beforeAll(async () => {
  world = await openWorld();
  await prepareCases(world);
  const { ledger } = world;
  const submit = ledger.submit.bind(ledger);
  const losing: Ledger['submit'] = async (request, signer): Promise<Commit> => {
    const fate = request.fn === 'nameParty' ? fates.shift() : undefined;
    const { feed } = world.relying.context;
    if (fate === 'never-sent') throw new LedgerInDoubt('ab'.repeat(32), 'the answer got lost');
    // The index stands still: it does not have the block yet when the key asks again.
    if (fate === 'lost') await feed.stop();
    try {
      const commit = await submit(request, signer);
      if (fate === 'lost') throw new LedgerInDoubt(commit.transactionId, 'the answer got lost');
      return commit;
    } finally {
      if (fate !== 'lost') await feed.start();
    }
  };
  Object.assign(ledger, { submit: losing });
}, 120_000);
afterAll(async () => {
  await world.close();
});
beforeEach(async () => {
  fates = [];
  id = await openCase(world);
  client = thirdParty(world);
  await invited();
  key = await createHolderKey();
});

describe('an invitation whose answer was lost', () => {
  it('stays with the key that the ledger named: it is let in, and no second one', async () => {
    fates = ['lost'];
    expect(await accepting(key)).toBe('in-doubt');
    expect(await accepting(await createHolderKey())).toBe('invitation-used');
    expect(await accepting(key)).toBe('none');
    expect(await accepting(await createHolderKey())).toBe('invitation-used');
    expect(await shown()).toMatchObject({ case: { parties: [{}] }, invitations: [{ state: 'accepted' }] });
  });

  it('stays with a key in doubt even when that one is refused afterwards', async () => {
    const joined = await join(world, await openCase(world));
    fates = ['never-sent'];
    expect(await accepting(joined.key)).toBe('in-doubt');
    expect(await accepting(joined.key)).toBe('KEY_EXISTS');
    expect(await accepting(key)).toBe('invitation-used');
    expect(await shown()).toMatchObject({ case: { parties: [] } });
  });

  it('lets the same key ask again when nothing had come to the ledger', async () => {
    fates = ['never-sent'];
    expect(await accepting(key)).toBe('in-doubt');
    expect(await accepting(key)).toBe('none');
    expect(await shown()).toMatchObject({ case: { parties: [{}] } });
  });
});

describe('whoever was withdrawn', () => {
  it('comes in again by a new invitation with a new key, and not with the old one', async () => {
    const { keyId } = await client.accept(code, invitation, key);
    await withdraw(keyId);
    await invited();
    expect(await accepting(key)).toBe('KEY_EXISTS');
    expect(await client.look(code)).toMatchObject({ case: id });
    const next = await createHolderKey();
    expect(await accepting(next)).toBe('none');
    await expect(client.view(invitation, next)).resolves.toMatchObject({ case: id });
    expect(await codeOf(client.view(invitation, key))).toBe('third-party-ended');
    expect(await shown()).toMatchObject({ case: { parties: [{ end: { by: 'withdrawal' } }, {}] } });
  });

  it('is still answered by the invitation that its key was named by', async () => {
    const { keyId } = await client.accept(code, invitation, key);
    await withdraw(keyId);
    expect(await accepting(key)).toBe('none');
    expect(await accepting(await createHolderKey())).toBe('invitation-used');
  });
});
