import { groupDigest } from '@huren/chaincode/domain';
import { transcript } from '../clients/terminal';
import { BAICHENG, ISSUER, JILIN, openWorld, QIQIHAR, RELYING, type World } from '../gateway/world';

const DAY_MS = 86_400_000;
const parties = [QIQIHAR, BAICHENG];
const terms = {
  theme: { zh: '嫩江流域（演示）', en: 'Nen River (demo)' },
  regions: parties,
  roles: ['issuing', 'relying'] as const,
  types: '*' as const,
  matterKinds: '*' as const,
  witnessed: false,
};

describe('records and groups on the command line', () => {
  let world: World;
  const ask = (args: readonly string[]) =>
    transcript(args, { env: { HUREN_URL: world.relyingUrl, LANG: 'en_US.UTF-8' } });

  beforeAll(async () => {
    world = await openWorld();
    await world.submit(QIQIHAR, 'group', 'propose', { id: 'nen', parties, terms });
    await world.submit(BAICHENG, 'group', 'accept', {
      id: 'nen',
      version: 1,
      digest: groupDigest({ parties, terms }),
    });
    world.now += DAY_MS;
    await world.submit(JILIN, 'authority', 'suspend', { authority: RELYING });
    await world.relying.caughtUp();
  });
  afterAll(async () => {
    await world.close();
  });

  it('show a group with what is in it, today and on a day', async () => {
    const shown = await ask(['group', 'show', 'nen']);
    expect([shown.code, shown.err]).toEqual([0, '']);
    expect(shown.out).toContain('Nen River (demo)');
    expect(shown.out).toContain('authorities (1)');
    expect((await ask(['group', 'show', 'nen', '--on', '2026-06-01'])).out).toContain('authorities (2)');
    expect((await ask(['group', 'list'])).out).toContain('nen');
  });

  it('list who entered and left', async () => {
    const { out } = await ask(['group', 'changes', 'nen', '--after', '2']);
    expect(out.trim().split('\n')).toHaveLength(1);
    expect(out).toMatch(new RegExp(`2026-06-02 +${RELYING} .*left`));
  });

  it('show the versions of a record, and one of a past day', async () => {
    expect((await ask(['authorities', RELYING, '--history'])).out).toContain('suspended');
    const past = await ask(['authorities', RELYING, '--on', '2026-06-01', '--json']);
    expect(JSON.parse(past.out)).toMatchObject({ state: 'active' });
  });

  it('filter a list, and refuse what is no filter before anything is asked', async () => {
    const { out } = await ask(['authorities', '--where', 'role=issuing', '--where', `member=${QIQIHAR}`]);
    expect(out).toContain(ISSUER);
    expect(out).not.toContain(RELYING);
    const wrong = await ask(['authorities', '--where', 'role']);
    expect([wrong.code, wrong.out]).toEqual([2, '']);
    expect(wrong.err).toContain('name=value');
  });

  it('refuse a group that nobody proposed', async () => {
    const { code, err } = await ask(['group', 'show', 'other']);
    expect(code).not.toBe(0);
    expect(err).not.toBe('');
  });
});
