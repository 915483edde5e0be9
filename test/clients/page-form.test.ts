import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_POLICY, type LocatedAnchor } from '@huren/chaincode/domain';
import { certificateKeyId, HurenClient, type PageFile } from '@huren/clients';
import { keySigner } from '@huren/network/identity';
import { anchorPages, INSPECTOR, pageOf, registerSesSeal } from '../gateway/page-licence';
import { sign } from '../ofd/demo-ofd';
import { MATTER, openWorld, RELYING, type World } from '../gateway/world';
import { identityPem } from './identities';
import { transcript, type Transcript } from './terminal';

let world: World;
let folder: string;
let ofd: Buffer;
let anchor: LocatedAnchor;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'huren-page-'));
  const policy = { ...DEFAULT_POLICY, holder: { otherwise: 'none' as const, matters: {} } };
  world = await openWorld({ inspector: INSPECTOR, policy });
  await registerSesSeal(world);
  ofd = pageOf('PAGE0001');
  [anchor] = (await anchorPages(world, [ofd], 'pages-1')) as [LocatedAnchor];
  writeFileSync(join(folder, 'key.pem'), identityPem(world.identity(RELYING)));
  writeFileSync(join(folder, 'policy.json'), JSON.stringify(policy));
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

function save(name: string, content: string | Uint8Array): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

function verify(file: string, ...more: readonly string[]): Promise<Transcript> {
  const args = ['verify', file, '--matter', MATTER, '--json', '--lang', 'en', ...more];
  const env = { HUREN_URL: world.relyingUrl, HUREN_KEY: join(folder, 'key.pem'), HUREN_AUTHORITY: RELYING };
  return transcript(args, { env, now: world.now });
}

const credentialFile = (bytes: Uint8Array, where?: LocatedAnchor): string =>
  JSON.stringify({ ofd: Buffer.from(bytes).toString('base64'), ...(where && { anchor: where }) });

describe('a page form', () => {
  it('is verified by the SDK from its bytes', async () => {
    const identity = world.identity(RELYING);
    const signer = keySigner(identity);
    const key = {
      kid: certificateKeyId(identity.certificate),
      certificate: identity.certificate,
      sign: (bytes: Uint8Array) => signer.sign(bytes),
    };
    const client = new HurenClient({ url: world.relyingUrl, authority: RELYING, key, now: () => world.now });
    const page: PageFile = { ofd, anchor };
    const verified = await client.verify({ credential: page, matter: MATTER });
    expect(verified).toMatchObject({ verdict: 'accept', legalForm: 'page' });
    expect((await client.verify({ credential: { ofd }, matter: MATTER })).verdict).toBe('review');
    const cut = { ofd: ofd.subarray(0, -30) };
    await expect(client.verify({ credential: cut, matter: MATTER })).rejects.toMatchObject({ status: 400 });
  });

  it('is verified by the command line, and judged alike on this machine', async () => {
    const file = save('page.json', credentialFile(ofd, anchor));
    const remote = await verify(file);
    expect([remote.code, JSON.parse(remote.out)]).toEqual([
      0,
      expect.objectContaining({ verdict: 'accept', legalForm: 'page' }),
    ]);
    const local = await verify(file, '--policy', join(folder, 'policy.json'));
    expect([local.code, JSON.parse(local.out)]).toEqual([
      0,
      expect.objectContaining({ verdict: 'accept', legalForm: 'page' }),
    ]);
  });

  it('is for review as a bare OFD file that no index knows', async () => {
    expect((await verify(save('bare.ofd', ofd))).code).toBe(4);
  });

  it('is refused when it was changed after sealing', async () => {
    const changed = pageOf('PAGE0001', (parts) => ({
      ...sign(parts),
      'Doc_0/Pages/Page_1/Content.xml': '<x/>',
    }));
    expect((await verify(save('changed.json', credentialFile(changed, anchor)))).code).toBe(1);
  });

  it.each([
    ['a cut file', () => ofd.subarray(0, -30)],
    ['a credential file with two files', () => '{"ofd":"AAAA","ofd":"AAAA"}'],
    ['a credential file that is no base64', () => '{"ofd":"-_-_"}'],
    ['a credential file with an unknown member', () => '{"ofd":"AAAA","sdJwt":"x"}'],
    ['a file of neither form', () => Buffer.of(0xff, 0xfe, 0x00)],
  ])('is malformed as %s: exit code 2 and no verdict', async (_what, content) => {
    const { code, out } = await verify(save('bad', content()));
    expect(code).toBe(2);
    expect(out).not.toContain('verdict');
  });
});
