import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Level } from 'level';
import { createGateway } from '@huren/gateway';
import { demoFolders, MATTER } from '@huren/gateway/demo';
import { call } from '../gateway/client';
import { STEPS, type StepAnswer } from '../journey/steps';
import { ownWorld, type JourneyWorld } from '../journey/world';
import { FabricDemo } from './gateway-demo';
import { describeOnFabric } from './real-network';

jest.setTimeout(480_000);

/** What two engines must agree on: everything but places, times and digests of their own ledgers. */
function judged({ verdict, lamps, basis, legalForm, provenance, findings }: StepAnswer) {
  const found = findings.map(({ check, outcome, code }) => [check, outcome, code]);
  return { verdict, lamps, basis, legalForm, provenance, found };
}

/** SHA-256 over every entry of an index folder that no gateway has open. */
async function digestOf(folder: string): Promise<{ digest: string; entries: number }> {
  const db = new Level(folder);
  const hash = createHash('sha256');
  let entries = 0;
  for await (const [key, value] of db.iterator()) {
    hash.update(JSON.stringify([key, value]));
    entries += 1;
  }
  await db.close();
  return { digest: hash.digest('hex'), entries };
}

describeOnFabric('the demo on seven members’ peers and four orderers', () => {
  const fabric = new FabricDemo(21_200);
  let embedded: JourneyWorld;
  let world: JourneyWorld;
  beforeAll(async () => {
    embedded = await ownWorld();
    world = await fabric.open('fabric-gateway');
  });
  afterAll(async () => {
    await embedded.close();
    await fabric.remove();
  });

  const url = (member: string): string => fabric.served(member).url;
  const motion = (id: string, nonce: string) => ({
    contract: 'member',
    function: 'propose',
    argument: {
      kind: 'admit-member',
      body: { id, msp: `Huren${id}MSP`, name: { zh: `成员${id}`, en: `Member ${id}` }, region: id },
      nonce,
    },
  });
  const prepare = (body: object, certificate: string) =>
    call('POST', `${url('220800')}/v1/transactions/prepare`, { ...body, certificate });

  /** Signs what it is asked to, as a caller's own program does; answers how often, and the last answer. */
  const transact = async (body: object, member = '220800') => {
    const signer = fabric.signer(member, 'operator');
    let answer = await prepare(body, signer.certificate);
    let signatures = 0;
    while (answer.status === 201 || answer.status === 202) {
      const { id, bytes } = answer.body as { id: string; bytes: string };
      const signature = Buffer.from(await signer.sign(Buffer.from(bytes, 'base64url'))).toString('base64url');
      signatures += 1;
      answer = await call('POST', `${url('220800')}/v1/transactions`, { id, signature });
      if (answer.status === 200) {
        const again = await call('POST', `${url('220800')}/v1/transactions`, { id, signature });
        expect(again.body).toEqual(answer.body);
      }
    }
    return { ...answer, signatures };
  };

  const journeys = (): void => {
    test.each(STEPS.map((step) => [step.name.en, step] as const))(
      'judges as the embedded engine does: %s',
      async (_name, step) => {
        const here = await step.run(world);
        expect(judged(here)).toEqual(judged(await step.run(embedded)));
        expect(here.verdict).toBe(step.expected.verdict);
      },
    );

    it('commits what the caller’s own key signs, in two signatures, and answers a repeated one alike', async () => {
      const done = await transact(motion('231000', randomUUID()));
      expect([done.status, done.signatures]).toEqual([200, 2]);
      const { transactionId, position } = done.body as { transactionId: string; position: object };
      const found = await call('GET', `${url('220800')}/v1/transactions/${transactionId}`);
      expect(found.body).toEqual({ state: 'committed', position });
    });

    it('refuses a signature of another key, and takes the right one after it', async () => {
      const signer = fabric.signer('220800', 'operator');
      const other = fabric.signer('230200', 'operator');
      const { body } = await prepare(motion('231000', randomUUID()), signer.certificate);
      const { id, bytes } = body as { id: string; bytes: string };
      const hand = async (by: typeof signer) => {
        const signature = Buffer.from(await by.sign(Buffer.from(bytes, 'base64url'))).toString('base64url');
        return call('POST', `${url('220800')}/v1/transactions`, { id, signature });
      };
      const refused = await hand(other);
      expect([refused.status, refused.body['code']]).toEqual([400, 'bad-signature']);
      expect((await hand(signer)).status).toBe(202);
    });

    it('answers the contract’s own refusal before a second signature', async () => {
      const again = motion('231000', randomUUID());
      expect((await transact(again)).status).toBe(200);
      const refused = await transact(again);
      expect([refused.signatures, refused.body['rejection']]).toEqual([1, 'MOTION_EXISTS']);
    });

    it('refuses a certificate of another member', async () => {
      const refused = await transact(motion('231000', randomUUID()), '230200');
      expect(refused.status).toBe(403);
    });
  };

  describe('over fabric-gateway', journeys);

  it('goes on verifying while its peer is killed, says what it lacks, and follows on once the peer is back', async () => {
    const verdict = async () => {
      const credential = await world.sample('business-licence');
      return (await world.relying.verify({ credential, matter: MATTER.freightPermit })).verdict;
    };
    fabric.signal('220800-peer0', 'SIGKILL');
    await wait(300);
    expect(await verdict()).toBe('accept');
    const ready = await call('GET', `${url('220800')}/readyz`);
    expect(ready.status).toBe(503);
    expect(JSON.stringify(ready.body)).toContain('ledger-not-acknowledging');
    const down = await transact(motion('231000', randomUUID()));
    expect([down.status, down.body['code']]).toEqual([503, 'ledger-unavailable']);
    await fabric.restart('220800-peer0');
    for (const end = Date.now() + 60_000; Date.now() < end;) {
      if ((await transact(motion('231000', randomUUID()))).status === 200) break;
      await wait(500);
    }
    expect((await transact(motion('231000', randomUUID()))).status).toBe(200);
    expect((await call('GET', `${url('220800')}/readyz`)).status).toBe(200);
    expect(await verdict()).toBe('accept');
  });

  it('calls a transaction in doubt neither done nor failed while two orderers are stopped, and knows it later', async () => {
    const stopped = ['150700-orderer0', '230600-orderer0'];
    const body = motion('231000', randomUUID());
    for (const node of stopped) fabric.signal(node, 'SIGSTOP');
    const doubt = await transact(body).finally(() => {
      for (const node of stopped) fabric.signal(node, 'SIGCONT');
    });
    expect([doubt.status, doubt.body['code']]).toEqual([503, 'in-doubt']);
    const { transactionId } = doubt.body as { transactionId: string };
    const look = () => call('GET', `${url('220800')}/v1/transactions/${transactionId}`);
    let known = await look();
    if (known.status !== 200) expect([known.status, known.body]).toEqual([202, { state: 'in-doubt' }]);
    for (const end = Date.now() + 60_000; Date.now() < end && known.status !== 200;) {
      known = await look();
      await wait(500);
    }
    // What was handed over is ordered once there is a quorum; sent again, it is there already.
    expect(known.status).toBe(200);
    expect((await transact(body)).body['rejection']).toBe('MOTION_EXISTS');
  });

  it('builds the same index from block 0 as the one that grew with the chain', async () => {
    const { ledger } = fabric.demo;
    const { gateway } = fabric.served('230200');
    const dataPath = mkdtempSync(join(tmpdir(), 'huren-rebuilt-'));
    const rebuilt = await createGateway({
      ledger,
      member: '230200',
      dataPath,
      keysPath: '',
      passphrase: '',
      keys: gateway.context.keys,
    });
    const head = async (): Promise<boolean> => {
      expect(await rebuilt.caughtUp(60_000)).toBe(true);
      return rebuilt.context.index.head.hash === gateway.context.index.head.hash;
    };
    while (!(await head())) await wait(200);
    await gateway.stopFeed();
    await rebuilt.close();
    await fabric.close();
    const live = await digestOf(join(demoFolders(fabric.folder).gateway('230200'), 'index'));
    expect(live.entries).toBeGreaterThan(300);
    expect(await digestOf(join(dataPath, 'index'))).toEqual(live);
    rmSync(dataPath, { recursive: true, force: true });
    // And whoever starts next finds everything where it was.
    world = await fabric.open('fabric-network');
  });

  describe('over fabric-network, on the same network after a stop and a start', journeys);
});
