import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_POLICY } from '@huren/chaincode/domain';
import { licence } from '../gateway/issuing';
import { ownSeal, type OwnSeal } from '../gateway/page-issuing';
import { INSPECTOR } from '../gateway/page-licence';
import { ISSUER, MATTER, openWorld, RELYING, TYPE, type World } from '../gateway/world';
import { identityPem } from './identities';
import { transcript, type Transcript } from './terminal';

describe('huren with page forms that it had issued', () => {
  let world: World;
  let folder: string;
  let seal: OwnSeal;
  let issued: Transcript;

  const at = (...path: readonly string[]): string => join(folder, ...path);
  function run(who: string, url: string, ...args: readonly string[]): Promise<Transcript> {
    const env = { HUREN_URL: url, HUREN_KEY: at(`${who}.pem`), HUREN_AUTHORITY: who };
    return transcript([...args, '--lang', 'en'], { env, now: world.now });
  }
  const issue = (...more: readonly string[]): Promise<Transcript> =>
    run(ISSUER, world.issuingUrl, 'licence', 'issue', at('request.json'), ...more);
  const verify = (file: string): Promise<Transcript> =>
    run(RELYING, world.relyingUrl, 'verify', file, '--matter', MATTER, '--json');

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'huren-pages-'));
    const policy = { ...DEFAULT_POLICY, holder: { otherwise: 'none' as const, matters: {} } };
    world = await openWorld({ inspector: INSPECTOR, policy });
    seal = await ownSeal(world);
    for (const who of [ISSUER, RELYING]) writeFileSync(at(`${who}.pem`), identityPem(world.identity(who)));
    const request = {
      requestId: 'cli-pages',
      type: TYPE,
      key: seal.keyId,
      licences: [licence('CLI0001'), licence('CLI0002')],
    };
    writeFileSync(at('request.json'), JSON.stringify(request));
    issued = await issue('--pages', at('pages'), '--out', at('data.json'));
    await world.relying.caughtUp();
  }, 60_000);
  afterAll(async () => {
    await world.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('writes each page form with its anchor beside it', () => {
    expect(issued.code).toBe(0);
    for (const name of ['1', '2']) {
      expect(readFileSync(at('pages', `${name}.ofd`)).subarray(0, 4)).toEqual(Buffer.from('PK\u0003\u0004'));
      const anchor = JSON.parse(readFileSync(at('pages', `${name}.anchor.json`), 'utf8')) as object;
      expect(anchor).toHaveProperty('other');
    }
  });

  it('writes the same files when the request is run again', async () => {
    const before = readFileSync(at('pages', '1.ofd'));
    expect((await issue('--pages', at('again'), '--out', at('again.json'))).code).toBe(0);
    expect(readFileSync(at('again', '1.ofd'))).toEqual(before);
  });

  it('accepts an OFD file by the anchor beside it, and reviews it without', async () => {
    const accepted = await verify(at('pages', '1.ofd'));
    expect([accepted.code, JSON.parse(accepted.out)]).toEqual([
      0,
      expect.objectContaining({ verdict: 'accept', legalForm: 'page' }),
    ]);
    writeFileSync(at('bare.ofd'), readFileSync(at('pages', '1.ofd')));
    expect((await verify(at('bare.ofd'))).code).toBe(4);
  });

  it('refuses an OFD file beside another licence’s anchor', async () => {
    writeFileSync(at('other.ofd'), readFileSync(at('pages', '1.ofd')));
    writeFileSync(at('other.anchor.json'), readFileSync(at('pages', '2.anchor.json')));
    const { code, out } = await verify(at('other.ofd'));
    expect(code).toBe(1);
    expect(out).toContain('PROOF_INVALID');
  });

  it.each([
    ['no JSON', '{'],
    ['no anchor', '{}'],
    ['a key twice', '{"batch":"x","batch":"x"}'],
  ])('takes an anchor file with %s as a fault of grammar', async (_what, text) => {
    writeFileSync(at('bad.ofd'), readFileSync(at('pages', '1.ofd')));
    writeFileSync(at('bad.anchor.json'), text);
    expect((await verify(at('bad.ofd'))).code).toBe(2);
  });

  it('shows the metadata, and the holder only when asked to', async () => {
    const file = at('pages', '1.ofd');
    const shown = await run(RELYING, world.relyingUrl, 'licence', 'show', file);
    expect([shown.code, shown.out]).toEqual([0, expect.stringContaining('licence identifier')]);
    expect(shown.out).not.toContain('巴特尔');
    const revealed = await run(RELYING, world.relyingUrl, 'licence', 'show', file, '--reveal', '--json');
    const { form, covered, metadata } = JSON.parse(revealed.out) as Record<string, unknown>;
    expect([form, covered]).toEqual(['page', true]);
    expect(metadata).toMatchObject({ holder: { certificate_holder_name: '巴特尔·演示' } });
  });

  describe('licence copy', () => {
    const copy = (file: string, ...more: readonly string[]): Promise<Transcript> =>
      run(ISSUER, world.issuingUrl, 'licence', 'copy', file, ...more);
    const until = (): string => new Date(world.now).toISOString().slice(0, 10);
    const terms = (out: string): readonly string[] => [
      ...['--for', RELYING, '--matter', MATTER, '--until', until(), '--cause', '演示用途', '--out', out],
    ];

    it('writes an annotated copy that its addressee accepts as a copy', async () => {
      const { code } = await copy(at('pages', '1.ofd'), ...terms(at('copy.ofd')));
      expect(code).toBe(0);
      const verified = await verify(at('copy.ofd'));
      expect([verified.code, JSON.parse(verified.out)]).toEqual([
        0,
        expect.objectContaining({ verdict: 'accept', legalForm: 'copy' }),
      ]);
    });

    it('makes no copy of a copy, nor of a data form', async () => {
      await copy(at('pages', '1.ofd'), ...terms(at('first.ofd')));
      const again = await copy(at('first.ofd'), ...terms(at('second.ofd')));
      expect([again.code, again.err]).toEqual([2, expect.stringContaining('original')]);
      writeFileSync(
        at('one.json'),
        JSON.stringify((JSON.parse(readFileSync(at('data.json'), 'utf8')) as unknown[])[0]),
      );
      expect((await copy(at('one.json'), ...terms(at('second.ofd')))).code).toBe(2);
      expect(existsSync(at('second.ofd'))).toBe(false);
    });

    it('asks for all that a copy must say', async () => {
      expect((await copy(at('pages', '1.ofd'), '--for', RELYING)).code).toBe(2);
    });
  });
});
