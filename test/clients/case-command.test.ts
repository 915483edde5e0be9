import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHolderKey, invitationCodeOf } from '@huren/clients';
import { prepareCases, thirdParty } from '../gateway/case-world';
import { BAICHENG, MATTER, openWorld, RELYING, type World } from '../gateway/world';
import { identityPem } from './identities';
import { transcript, type Transcript } from './terminal';

let world: World;
let folder: string;
const file = (name: string): string => join(folder, name);
const huren = (...args: readonly string[]): Promise<Transcript> =>
  transcript([...args, '--url', world.relyingUrl, '--key', file('key.pem')], { now: world.now });

beforeAll(async () => {
  world = await openWorld();
  await prepareCases(world);
  folder = mkdtempSync(join(tmpdir(), 'huren-cases-'));
  writeFileSync(file('key.pem'), identityPem(world.identity(RELYING)));
}, 120_000);
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true });
});

async function begun(): Promise<string> {
  const { out } = await huren('case', 'begin', '--matter', MATTER, '--json');
  return (JSON.parse(out) as { id: string }).id;
}

describe('huren case', () => {
  it('carries a case from its opening to its end, with what a third party says in between', async () => {
    const id = await begun();
    expect((await huren('case', 'advance', '--set', `id=${id}`, '--set', 'step=handling')).code).toBe(0);
    const invited = await huren('case', 'invite', id, '--capacity', 'expert', '--label', '演示专家');
    const client = thirdParty(world);
    const code = invitationCodeOf(invited.out.split('\n')[0] ?? '');
    const key = await createHolderKey();
    const { keyId } = await client.accept(code, await client.look(code), key);
    writeFileSync(file('question.txt'), '请说明检测依据（演示）');
    expect((await huren('case', 'write', id, file('question.txt'), '--show-to', keyId)).code).toBe(0);
    const place = { case: id, member: BAICHENG };
    const seen = await client.view(place, key);
    expect(seen.entries).toMatchObject([{ by: 'authority', text: '请说明检测依据（演示）' }]);
    await client.add(place, key, { text: '依据为演示标准', number: seen.next });
    expect((await huren('case', 'withdraw-party', '--set', `id=${id}`, '--set', `keyId=${keyId}`)).code).toBe(
      0,
    );
    expect((await huren('case', 'advance', '--set', `id=${id}`, '--set', 'step=closed')).code).toBe(0);
    const { out } = await huren('case', 'show', id, '--lang', 'zh');
    for (const text of ['受理', '承办', '办结', keyId, '请说明检测依据（演示）', '依据为演示标准']) {
      expect(out).toContain(text);
    }
    const listed = await huren('case', 'list', '--lang', 'zh');
    expect(listed.out).toContain(`${id}  2026-06-01  办结`);
  });

  it('takes an invitation back that nobody has accepted', async () => {
    const id = await begun();
    const invited = await huren('case', 'invite', id, '--capacity', 'expert', '--json');
    const { id: invitation, code } = JSON.parse(invited.out) as { id: string; code: string };
    expect((await huren('case', 'show', id, '--lang', 'zh')).out).toContain(invitation);
    expect((await huren('case', 'revoke-invitation', id, invitation)).code).toBe(0);
    expect((await huren('case', 'show', id, '--lang', 'zh')).out).not.toContain(invitation);
    await expect(thirdParty(world).look(code)).rejects.toMatchObject({ code: 'unknown-invitation' });
    expect((await huren('case', 'revoke-invitation', id, invitation)).code).toBe(2);
  });

  it.each<readonly [why: string, args: (id: string) => readonly string[], exit: number, reason: string]>([
    [
      'a step that is not the next',
      (id) => ['case', 'advance', '--set', `id=${id}`, '--set', 'step=decided'],
      1,
      'CASE_STEP',
    ],
    ['a case that nobody opened', () => ['case', 'show', 'A'.repeat(22)], 2, 'case-not-found'],
    ['an invitation as a friend', (id) => ['case', 'invite', id, '--capacity', 'friend'], 2, '--capacity'],
    [
      'a matter that nobody defined',
      () => ['case', 'begin', '--matter', '000100009000'],
      1,
      'MATTER_UNKNOWN',
    ],
  ])('ends with the reason for %s', async (_why, args, exit, reason) => {
    const { code, err } = await huren(...args(await begun()));
    expect(code).toBe(exit);
    expect(err).toContain(reason);
  });
});
