import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BatchKind, ClaimStore, type Offer } from '../../gateway/src/claims/claim-store';
import { JointClaims } from '../../gateway/src/claims/joint-claims';
import { OfferSweep, SWEEP_LIMITS } from '../../gateway/src/claims/offer-sweep';
import { OfferWatch } from '../../gateway/src/claims/offer-watch';
import { LibraryCipher } from '../../gateway/src/licences/cipher';
import { createLog } from '../../gateway/src/log';
import { DurableStorage, type StorageOperation } from '../../gateway/src/storage';

const NOW = Date.UTC(2026, 5, 1);
const END = NOW + 1000;
const FIRST = { name: '演示·甲', idNumber: 'DEMO-ID-0001' };
const SECOND = { name: '演示·乙', idNumber: 'DEMO-ID-0002' };
const AUTHORITY = '11230200000000003X';
const KIND = { authority: AUTHORITY, type: `${AUTHORITY}001` as BatchKind['type'], key: 'K' };
const LICENCE = { fields: { certificate_number: '演示0001' } };
const CIPHER = new LibraryCipher(Buffer.alloc(32, 7));
const offerTo = (person = FIRST): Offer => ({
  kind: KIND,
  licence: LICENCE,
  identifier: 'L',
  person,
  identityLevel: 3,
  nonce: 'N',
  expiresAt: END,
  failures: 0,
});

describe('what offers keep of people', () => {
  let folder: string;
  let storage: DurableStorage;
  let store: ClaimStore;
  let joint: JointClaims;
  let sweep: OfferSweep;
  let watch: OfferWatch;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'huren-offers-'));
    storage = await DurableStorage.open(join(folder, 'library'), 'library', createLog('silent', 'test'));
    store = new ClaimStore(storage, CIPHER);
    joint = new JointClaims(store);
    sweep = new OfferSweep(storage, CIPHER);
    const parts = { store, joint, claiming: new Set<string>(), stands: () => true, clock: () => NOW };
    watch = new OfferWatch(parts);
  });
  afterEach(async () => {
    await storage.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Whatever of the two persons and their licence stands in the storage, once it is decrypted. */
  const personal = async (): Promise<readonly string[]> => {
    const texts: string[] = [];
    for (const prefix of ['o/', 'j/', 'q/']) {
      for await (const [key, stored] of storage.entries(prefix)) texts.push(CIPHER.open(key, stored));
    }
    const all = texts.join('\n');
    return [FIRST.name, FIRST.idNumber, SECOND.name, SECOND.idNumber, '演示0001'].filter((each) =>
      all.includes(each),
    );
  };
  const jointly = (): Promise<readonly string[]> =>
    joint.offer({ kind: KIND, licence: { ...LICENCE, coHolders: [{}] }, identifier: 'L', expiresAt: END }, [
      { person: FIRST, identityLevel: 3 },
      { person: SECOND, identityLevel: 3 },
    ]);
  const partOf = (code: string) => store.offer(code)?.part as { joint: string; place: number };

  it('is all there until an hour after their end, and nothing afterwards', async () => {
    await store.keepOffer('single', offerTo());
    const [code = ''] = await jointly();
    await sweep.sweep(END + SWEEP_LIMITS.graceMs);
    expect(await personal()).toHaveLength(5);
    await sweep.sweep(END + SWEEP_LIMITS.graceMs + 1);
    expect(await personal()).toEqual([]);
    expect(store.offer('single')).toEqual({ ...offerTo(), person: undefined, licence: {} });
    expect(joint.isOver(partOf(code), END)).toBe(true);
  });

  it('is taken out of an older folder too, whose offers are listed nowhere', async () => {
    await store.keepOffer('single', offerTo());
    await jointly();
    const listed: StorageOperation[] = [];
    for await (const [key] of storage.entries('x/')) listed.push({ type: 'del', key });
    expect(listed).toHaveLength(4);
    await storage.write(listed);
    await sweep.sweep(NOW);
    expect(await personal()).toHaveLength(5);
    await sweep.sweep(END + SWEEP_LIMITS.graceMs + 1);
    expect(await personal()).toEqual([]);
  });

  it('goes with one cancelled code from those of all holders', async () => {
    const [code = '', other = ''] = await jointly();
    await watch.cancel(code, AUTHORITY);
    expect(await personal()).toEqual([]);
    expect([watch.see(code, AUTHORITY).state, watch.see(other, AUTHORITY).state]).toEqual([
      'cancelled',
      'cancelled',
    ]);
  });

  it('goes from all codes with the one that was closed after failures, and does not come back', async () => {
    const [code = '', other = ''] = await jointly();
    await joint.failed(code, partOf(code), 2);
    expect(await personal()).toHaveLength(5);
    // A failure of the other code that was under way meanwhile.
    await Promise.all([joint.failed(code, partOf(code), 2), joint.failed(other, partOf(other), 2)]);
    expect(await personal()).toEqual([]);
    expect(watch.see(other, AUTHORITY).state).toBe('locked');
  });

  it('of another licence stays', async () => {
    const [code = ''] = await jointly();
    await store.keepOffer('single', offerTo());
    await watch.cancel(code, AUTHORITY);
    expect(await personal()).toEqual([FIRST.name, FIRST.idNumber, '演示0001']);
  });
});
