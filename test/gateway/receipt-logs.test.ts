import { nodeProvider } from '@huren/chaincode/crypto-node';
import { instantFromMs, loggedUnder, type Receipt, signReceipts } from '@huren/chaincode/domain';
import { HurenClient, verifyReceiptLocally } from '@huren/clients';
import { receiptKeyOf } from '../contract/demo-network';
import { type Answer, call } from './client';
import { issue, licence, verify } from './issuing';
import { BAICHENG, MATTER, openWorld, QIQIHAR, type World } from './world';

const RECEIPTS = 5;

let world: World;
let receipts: readonly Receipt[];
beforeAll(async () => {
  world = await openWorld();
  await world.submit(QIQIHAR, 'member', 'setGateway', { url: world.issuingUrl });
  await world.submit(BAICHENG, 'member', 'setGateway', { url: world.relyingUrl });
  const [credential] = await issue(world, 'log', { key: world.sealKey, licences: [licence('LOG1')] });
  await Promise.all([world.relying.caughtUp(), world.issuing.caughtUp()]);
  const given: Receipt[] = [];
  for (let at = 0; at < RECEIPTS; at++)
    given.push((await verify(world, { credential, matter: MATTER })).body['receipt'] as Receipt);
  receipts = given;
});
afterAll(() => world.close());

const first = (): Receipt => receipts[0] as Receipt;
const check = async (url: string, body: object): Promise<Answer['body']> =>
  (await call('POST', `${url}/v1/receipts/verify`, body)).body;
const proofUrl = ({ payload: { key, number } }: Receipt, query = ''): string =>
  `${world.relyingUrl}/v1/receipts/${key}/${String(number)}/log-proof${query}`;

async function beat(): Promise<void> {
  expect(await world.relying.context.heartbeat.beat()).toBe(true);
  await Promise.all([world.relying.caughtUp(), world.issuing.caughtUp()]);
}

describe('a receipt and the log whose head is on the ledger', () => {
  it('is younger than the head until the gateway’s next beat', async () => {
    expect(await check(world.relyingUrl, { receipt: first() })).toMatchObject({
      outcome: 'valid',
      logged: 'after-head',
      logSize: 0,
    });
    expect((await call('GET', proofUrl(first()))).status).toBe(404);
  });

  it('stands in it from then on, as the gateway that gave it shows', async () => {
    await beat();
    for (const receipt of receipts) {
      expect(await check(world.relyingUrl, { receipt })).toMatchObject({ valid: true, logged: 'in-log' });
    }
  });

  it('is shown to another member’s gateway by a proof for the head that this one knows', async () => {
    const bare = await check(world.issuingUrl, { receipt: first() });
    expect(bare).toMatchObject({
      valid: true,
      logged: 'unproven',
      logSize: RECEIPTS,
      gateway: world.relyingUrl,
    });
    const { body: logProof } = await call('GET', proofUrl(first(), `?size=${String(bare['logSize'])}`));
    expect(await check(world.issuingUrl, { receipt: first(), logProof })).toMatchObject({ logged: 'in-log' });
  });

  it('is followed there by the SDK on its own', async () => {
    const client = new HurenClient({ url: world.issuingUrl });
    expect(await client.receipts.verify(first())).toMatchObject({ valid: true, logged: 'in-log' });
  });

  it('stays unproven with a proof for a log of another size', async () => {
    const { body: logProof } = await call('GET', proofUrl(first(), '?size=3'));
    expect(logProof).toMatchObject({ size: 3 });
    expect(await check(world.issuingUrl, { receipt: first(), logProof })).toMatchObject({
      valid: true,
      logged: 'unproven',
    });
  });

  it('is invalid where the log has another receipt under its number', async () => {
    const { body: logProof } = await call('GET', proofUrl(receipts[1] as Receipt));
    expect(await check(world.issuingUrl, { receipt: first(), logProof })).toMatchObject({
      valid: false,
      outcome: 'invalid',
      logged: 'not-in-log',
      codes: ['RECEIPT_NOT_IN_LOG'],
    });
  });

  it('goes on standing in it as the log grows', async () => {
    const [credential] = await issue(world, 'more', { key: world.sealKey, licences: [licence('LOG2')] });
    await world.relying.caughtUp();
    await verify(world, { credential, matter: MATTER });
    expect(await check(world.relyingUrl, { receipt: first() })).toMatchObject({ logged: 'in-log' });
    await beat();
    expect(await check(world.relyingUrl, { receipt: first() })).toMatchObject({
      logged: 'in-log',
      logSize: RECEIPTS + 1,
    });
  });
});

describe('a receipt behind the head', () => {
  const head = { keyId: 'k', member: BAICHENG, number: 3, root: 'A'.repeat(43) };
  const headTime = Date.parse('2026-06-01T02:00:00.000Z');
  const dated = (time: string) => ({ ...first().payload, number: 4, time });

  it('is younger than it, made after it or while it was on its way', () => {
    for (const time of ['2026-06-01T02:00:01.000Z', '2026-06-01T01:50:01.000Z'])
      expect(loggedUnder(dated(time), { head, headTime }, nodeProvider())).toBe('after-head');
  });

  it('is in no log when it is dated well before it', () => {
    const early = dated('2026-06-01T01:49:59.000Z');
    expect(loggedUnder(early, { head, headTime }, nodeProvider())).toBe('not-in-log');
  });
});

describe('a proof of a log', () => {
  it.each([
    ['a number that nobody has', '?size=5', 999, 404],
    ['a log longer than this one', '?size=7', 1, 404],
    ['a number beyond the log asked about', '?size=2', 3, 404],
    ['number zero', '', 0, 404],
    ['a size that is no number', '?size=all', 1, 400],
    ['size zero', '?size=0', 1, 400],
  ])('is not given for %s', async (_why, query, number, status) => {
    const { key } = first().payload;
    const url = `${world.relyingUrl}/v1/receipts/${key}/${String(number)}/log-proof${query}`;
    expect((await call('GET', url)).status).toBe(status);
  });

  it('is not given for a key of another member', async () => {
    const { key, number } = first().payload;
    const url = `${world.issuingUrl}/v1/receipts/${key}/${String(number)}/log-proof`;
    expect((await call('GET', url)).status).toBe(404);
  });

  it.each([
    ['no proof at all', {}],
    ['a hash of another length', { size: 1, proof: ['AA'] }],
    [
      'more hashes than any log has levels',
      { size: 1, proof: Array.from({ length: 54 }, () => 'A'.repeat(43)) },
    ],
  ])('is refused as malformed: %s', async (_why, logProof) => {
    const { status } = await call('POST', `${world.relyingUrl}/v1/receipts/verify`, {
      receipt: first(),
      logProof,
    });
    expect(status).toBe(400);
  });
});

describe('the log of a key that ends', () => {
  const finalUrl = (key: string): string => `${world.relyingUrl}/v1/receipts/${key}/final-head`;

  it('has no end while the gateway signs with it', async () => {
    const { key } = first().payload;
    const answer = await call('GET', finalUrl(key));
    expect([answer.status, answer.body['code']]).toEqual([409, 'receipt-key-in-use']);
  });

  it.each([
    ['a key that nobody has', () => 'A'.repeat(43)],
    ['no key', () => 'key'],
    ['another member’s key', () => world.issuing.context.receiptKey()!],
  ])('has none for %s', async (_why, key) => {
    expect((await call('GET', finalUrl(key()))).status).toBe(404);
  });

  it('ends with its last receipt, and none behind that is in it', async () => {
    const { key } = first().payload;
    const old = world.relying.context.keys.receipt(key)!;
    const [credential] = await issue(world, 'last', { key: world.sealKey, licences: [licence('LOG3')] });
    await world.relying.caughtUp();
    // Given after the newest head, and covered by the end alone.
    const { body } = await verify(world, { credential, matter: MATTER });
    const last = body['receipt'] as Receipt;
    const next = await world.relying.createReceiptKey();
    await world.submit(BAICHENG, 'member', 'registerReceiptKey', receiptKeyOf(next, BAICHENG));
    await world.relying.caughtUp();
    expect(world.relying.context.receiptKey()).toBe(next.keyId);
    const client = new HurenClient({ url: world.relyingUrl });
    const final = await client.receipts.finalHead(key);
    expect(final).toMatchObject({ number: last.payload.number, digest: expect.any(String) as string });
    await world.submit(BAICHENG, 'member', 'endReceiptKey', { keyId: key, final });
    await Promise.all([world.relying.caughtUp(), world.issuing.caughtUp()]);

    expect(await check(world.relyingUrl, { receipt: last })).toMatchObject({ valid: true, logged: 'in-log' });
    expect(await check(world.relyingUrl, { receipt: first() })).toMatchObject({ logged: 'in-log' });
    // Whoever still has the key makes one behind the end, dated as they like, over a height when it was in use.
    const made = { ...last.payload, number: last.payload.number + 1, previous: final.digest! };
    for (const time of [last.payload.time, instantFromMs(world.now + 86_400_000)]) {
      const [receipt] = signReceipts([{ ...made, time }], old, nodeProvider());
      for (const url of [world.relyingUrl, world.issuingUrl]) {
        expect(await check(url, { receipt })).toMatchObject({
          valid: false,
          logged: 'not-in-log',
          codes: ['RECEIPT_NOT_IN_LOG'],
        });
      }
      const trust = await new HurenClient({ url: world.issuingUrl }).trust();
      expect(verifyReceiptLocally(receipt!, trust)).toMatchObject({
        outcome: 'invalid',
        logged: 'not-in-log',
      });
      expect(verifyReceiptLocally(last, trust)).toMatchObject({ outcome: 'valid', logged: 'in-log' });
    }
  });
});
