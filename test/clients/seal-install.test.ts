import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeOwnSeal, registerOwnSeal, type OwnSeal } from '../gateway/page-issuing';
import { ISSUER, openWorld, type World } from '../gateway/world';
import { transcript, type Transcript } from './terminal';

describe('huren seal install', () => {
  let world: World;
  let folder: string;
  let seal: OwnSeal;

  const at = (name: string): string => join(folder, name);
  /** The key's own file stands for the key: nothing of it is read. */
  const hold = ({ keyId }: OwnSeal): void => writeFileSync(at(`seal-${keyId}.json`), '{}');
  const placed = ({ keyId }: OwnSeal): string => at(`seal-${keyId}.esl`);
  function install(file: string, ...more: readonly string[]): Promise<Transcript> {
    const env = { HUREN_URL: world.issuingUrl };
    return transcript(['seal', 'install', file, '--json', '--lang', 'en', ...more], { env });
  }

  beforeAll(async () => {
    world = await openWorld({});
    seal = await makeOwnSeal(world);
    await registerOwnSeal(world, seal);
  }, 180_000);
  afterAll(() => world.close());
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'huren-esl-'));
    writeFileSync(at('seal.esl'), seal.seal);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('puts the registered seal beside its key, readable by its owner alone', async () => {
    hold(seal);
    const { code, out } = await install(at('seal.esl'), '--keys', folder);
    expect([code, JSON.parse(out)]).toEqual([0, { keyId: seal.keyId, file: placed(seal) }]);
    expect(readFileSync(placed(seal))).toEqual(Buffer.from(seal.seal));
    expect(statSync(placed(seal)).mode & 0o777).toBe(0o600);
  });

  it('says so when the seal is frozen', async () => {
    hold(seal);
    await world.submit(ISSUER, 'seal', 'freeze', { keyId: seal.keyId });
    await world.issuing.caughtUp();
    const { code, err } = await install(at('seal.esl'), '--keys', folder);
    expect([code, err]).toEqual([0, expect.stringContaining('not active')]);
  });

  it('refuses a seal whose key is not in the folder', async () => {
    const { code, out } = await install(at('seal.esl'), '--keys', folder);
    expect([code, out, existsSync(placed(seal))]).toEqual([
      2,
      expect.stringContaining('seal-without-key'),
      false,
    ]);
  });

  it('refuses another seal than the one that the ledger knows for the key', async () => {
    hold(seal);
    const other = await makeOwnSeal(world);
    const bytes = Buffer.from(seal.seal);
    // A seal that reads well and differs in its last byte, the maker's signature.
    bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1;
    writeFileSync(at('seal.esl'), bytes);
    const { code, out } = await install(at('seal.esl'), '--keys', folder);
    expect([code, out, existsSync(placed(seal))]).toEqual([
      2,
      expect.stringContaining('seal-differs'),
      false,
    ]);
    hold(other);
    writeFileSync(at('unregistered.esl'), other.seal);
    const unknown = await install(at('unregistered.esl'), '--keys', folder);
    expect(unknown.code).not.toBe(0);
    expect(existsSync(placed(other))).toBe(false);
  });

  it.each([
    ['no seal', Buffer.from('0')],
    ['nothing', Buffer.alloc(0)],
    ['a seal and a byte more', undefined],
  ])('refuses a file with %s', async (_what, bytes) => {
    hold(seal);
    writeFileSync(at('seal.esl'), bytes ?? Buffer.concat([seal.seal, Buffer.of(0)]));
    expect((await install(at('seal.esl'), '--keys', folder)).code).toBe(2);
    expect(existsSync(placed(seal))).toBe(false);
  });

  it('asks for the folder when none is named', async () => {
    const { code, out } = await install(at('seal.esl'));
    expect([code, out]).toEqual([2, expect.stringContaining('no-key-folder')]);
  });
});
