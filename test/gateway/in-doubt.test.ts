import { type Ledger, LedgerInDoubt, type TransactionRequest } from '@huren/network';
import { createGateway, type Gateway, LIMITS } from '@huren/gateway';
import { join } from 'node:path';
import { call, signatureOf } from './client';
import { openWorld, QIQIHAR, type World } from './world';

/** The ledger of the world, whose answer to this function gets lost: after the commit, or before the orderer. */
function losing(ledger: Ledger, fn: string, when: 'ordered' | 'never-ordered', id = 'ab'.repeat(32)): Ledger {
  return {
    engine: ledger.engine,
    evaluate: (request, signer) => ledger.evaluate(request, signer),
    blocks: (from, signal) => ledger.blocks(from, signal),
    height: () => ledger.height(),
    health: () => ledger.health(),
    close: () => Promise.resolve(),
    submit: async (request: TransactionRequest, signer) => {
      if (request.fn !== fn) return ledger.submit(request, signer);
      if (when === 'never-ordered') await signer.sign(Uint8Array.of(1));
      const lost = when === 'ordered' ? (await ledger.submit(request, signer)).transactionId : id;
      throw new LedgerInDoubt(lost, 'the answer got lost');
    },
  };
}

describe('a transaction in doubt', () => {
  let world: World;
  let gateway: Gateway;
  let url: string;
  const open = async (when: 'ordered' | 'never-ordered'): Promise<void> => {
    gateway = await createGateway({
      ledger: losing(world.ledger, 'anchorReceipts', when),
      member: QIQIHAR,
      dataPath: join(world.path, `doubting-${when}`),
      keysPath: join(world.path, `keys-${QIQIHAR}`),
      passphrase: 'demo passphrase',
      clock: () => world.now,
    });
    url = `${(await gateway.listen(0)).url}/v1/transactions`;
    await gateway.caughtUp();
  };
  beforeEach(async () => {
    world = await openWorld();
    await world.issuing.caughtUp();
  });
  afterEach(async () => {
    await gateway.close();
    await world.close();
  });

  /** Prepares and signs; answers the last reply. */
  async function act() {
    const argument = { keyId: gateway.context.receiptKey() ?? '', number: 0 };
    const { certificate } = world.identity(QIQIHAR);
    let answer = await call('POST', `${url}/prepare`, {
      contract: 'member',
      function: 'anchorReceipts',
      argument,
      certificate,
    });
    while (answer.status === 201 || answer.status === 202) {
      const { id, bytes } = answer.body as { id: string; bytes: string };
      answer = await call('POST', url, { id, signature: signatureOf(world.identity(QIQIHAR), bytes) });
    }
    return answer;
  }

  it('is neither there nor unknown until the index has it', async () => {
    await open('ordered');
    await gateway.stopFeed();
    const { status, body } = await act();
    expect([status, body['code']]).toEqual([503, 'in-doubt']);
    const id = String(body['transactionId']);
    const doubted = await call('GET', `${url}/${id}`);
    expect([doubted.status, doubted.body]).toEqual([202, { state: 'in-doubt' }]);
    await gateway.resumeFeed();
    await gateway.caughtUp();
    const found = await call('GET', `${url}/${id}`);
    expect([found.status, found.body['state']]).toEqual([200, 'committed']);
  });

  it('that never was ordered is unknown once no orderer would take it any more', async () => {
    await open('never-ordered');
    const id = String((await act()).body['transactionId']);
    expect((await call('GET', `${url}/${id}`)).status).toBe(202);
    world.now += LIMITS.inDoubtKeepMs - 1;
    expect((await call('GET', `${url}/${id}`)).status).toBe(202);
    world.now += 1;
    expect((await call('GET', `${url}/${id}`)).status).toBe(404);
  });

  it('says nothing of other transactions', async () => {
    await open('never-ordered');
    await act();
    for (const other of ['cd'.repeat(32), 'ab', 'AB'.repeat(32)]) {
      const { status, body } = await call('GET', `${url}/${other}`);
      expect([status, body['code']]).toEqual([404, 'unknown-transaction']);
    }
  });
});
