import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { type LicenceDisputes, nobleProvider, parseCredential, termsDigest } from '@huren/chaincode/domain';
import { call } from '../gateway/client';
import { issue, licence } from '../gateway/issuing';
import {
  AGREEMENT,
  BAICHENG,
  HEILONGJIANG,
  ISSUER,
  JILIN,
  MATTER,
  openWorld,
  QIQIHAR,
  REGISTERED,
  RELYING,
  TYPE,
  type World,
} from '../gateway/world';
import { createProposal, parseProposal } from '../../network/src/embedded/proposal';
import { describeInBrowser, launchBrowser } from './browser';
import { accessibilityFaults, scrollsSideways, watchPage } from './inspect-page';
import { soon } from './soon';

// Every page is loaded four times and looked through by axe.
jest.setTimeout(120_000);

/** Pictures for people to look at, where this names a folder. */
const pictures = process.env['HUREN_SCREENSHOTS'];
const DIGEST = Buffer.alloc(32, 2).toString('base64url');
const wait = 10_000;
/** What this browser keeps of the operator's key. */
const KEPT_KEY = `new Promise((resolve) => {
  const opening = indexedDB.open('huren-console', 1);
  opening.onsuccess = () => {
    const asked = opening.result.transaction('identity').objectStore('identity').get('kept');
    asked.onsuccess = () => {
      opening.result.close();
      resolve(asked.result === undefined ? 'none' : { extractable: asked.result.key.extractable });
    };
  };
})`;
const HERE = '220100001000';
const THERE = '230100001000';
const matterOf = (code: string, zh = '演示事项') => ({
  code,
  name: { zh, en: 'Demo matter' },
  kind: '01',
  legalBasis: [{ title: '演示条例', article: '第一条' }],
  from: '2026-06-01',
  materials: [],
});
const PAGES = [
  ['overview', '/'],
  ['waiting', '/waiting'],
  ['authorities', '/authorities'],
  ['authority', `/authorities/${ISSUER}`],
  ['groups', '/groups'],
  ['group', '/groups/nen-river'],
  ['types', '/types'],
  ['matters', '/matters'],
  ['agreements', '/agreements'],
  ['agreement', `/agreements/${AGREEMENT}`],
  ['contradicted', '/agreements/contradicts'],
  ['disputes', '/disputes'],
  ['cases', '/cases'],
  ['seals', '/seals'],
  ['certificates', '/certificates'],
] as const;

describeInBrowser('an operator works at /console/', () => {
  let world: World;
  let browser: Browser;
  let page: Page;
  let seen: readonly string[];
  let folder: string;
  let motion: string;

  /** An identity file as the demo writes it: certificate and PKCS#8 key. */
  const keyFile = (name: string): string => {
    const { certificate, privateKey } = world.identity(name);
    const path = join(folder, `${name}.pem`);
    writeFileSync(path, `${certificate}\n${privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()}`);
    return path;
  };
  const open = async (path: string, url = world.relyingUrl): Promise<void> => {
    await page.goto(`${url}/console/?lang=zh#${path}`);
    await page.locator('.key-panel').waitFor({ timeout: wait });
    await page.locator('[role=status]').waitFor({ state: 'detached', timeout: wait });
  };
  const load = async (name: string): Promise<void> => {
    await page.locator('.key-panel > summary').click();
    await page.locator('.key-file').setInputFiles(keyFile(name));
    await page.locator('.key-panel dl').waitFor({ timeout: wait });
    await page.locator('.key-panel > summary').click();
  };
  const record = async (path: string): Promise<Record<string, unknown>> => {
    await world.relying.caughtUp();
    return (await call('GET', `${world.relyingUrl}/v1/${path}`)).body;
  };
  const picture = async (name: string, of: Page = page): Promise<void> => {
    if (pictures === undefined) return;
    mkdirSync(pictures, { recursive: true });
    // Names beside codes come after the records.
    await of.waitForLoadState('networkidle');
    await of.screenshot({ path: join(pictures, `console-${name}.png`), fullPage: true });
  };
  const agreement = (id: string, change: object = {}) => ({
    id,
    parties: [QIQIHAR, BAICHENG],
    terms: {
      title: `演示协议 ${id}`,
      text: { digest: DIGEST, filing: `演示 ${id}`, publication: '' },
      from: '2026-01-01',
      clauses: [
        {
          id: '1',
          types: [TYPE],
          issuingRegions: [BAICHENG],
          receivingRegions: [QIQIHAR],
          matters: '*',
          effect: 'review',
          conditions: { legalForm: 'page' },
          ...change,
        },
      ],
    },
  });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'huren-console-'));
    world = await openWorld();
    browser = await launchBrowser();
    const { result } = await world.submit(QIQIHAR, 'member', 'propose', {
      kind: 'adopt-basis',
      body: {
        id: 'demo-law',
        kind: 'law',
        title: '演示法',
        article: '第一条',
        source: { publication: '演示公报', digest: DIGEST },
        types: [TYPE],
        matters: '*',
        receivingRegions: [BAICHENG],
        from: '2026-01-01',
      },
      nonce: DIGEST,
      days: 180,
    });
    motion = (JSON.parse(result) as { motion: string }).motion;
    await world.submit(HEILONGJIANG, 'matter', 'define', matterOf(THERE));
    await world.submit(JILIN, 'matter', 'define', matterOf(HERE));
    await world.submit(RELYING, 'matter', 'define', matterOf(`${RELYING}3${MATTER}`, '演示事项（白城叫法）'));
    await world.submit(HEILONGJIANG, 'matter', 'map', { from: THERE, to: HERE, with: [JILIN] });
    const against = agreement('contradicts', {
      issuingRegions: [QIQIHAR],
      receivingRegions: [BAICHENG],
      effect: 'refuse',
      conditions: {},
    });
    const coverage = [{ types: [TYPE], region: QIQIHAR, since: '2026-01-01' }];
    await world.submit(QIQIHAR, 'agreement', 'propose', {
      ...against,
      terms: { ...against.terms, coverage },
    });
    const licences = ['1', '2'].map((serial) => licence(`DISPUTED${serial}`));
    for (const { sdJwt, anchor } of await issue(world, 'disputed', { licences })) {
      const [authority, root] = anchor.batch.split('/');
      const leafHash = parseCredential({ sdJwt, anchor }).leafText(nobleProvider, 'sha-256');
      const { index, proof } = anchor;
      await world.submit(RELYING, 'dispute', 'open', {
        authority,
        root,
        leafHash,
        index,
        proof,
        ground: 'content',
        for: 'holder',
      });
    }
    for (const id of ['waits', 'guarded']) await world.submit(QIQIHAR, 'agreement', 'propose', agreement(id));
    await world.submit(QIQIHAR, 'group', 'propose', {
      id: 'nen-river',
      parties: [QIQIHAR, BAICHENG],
      terms: {
        theme: { zh: '嫩江流域跨省通办（演示）', en: 'Nen River basin (demo)' },
        regions: [QIQIHAR, BAICHENG],
        roles: ['issuing', 'relying'],
        types: '*',
        matterKinds: '*',
        witnessed: false,
      },
    });
    await world.relying.caughtUp();
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await world.close();
    rmSync(folder, { recursive: true, force: true });
  });
  describe('every page', () => {
    let shown: Page;
    let faults: readonly string[];
    beforeAll(async () => {
      shown = await browser.newPage({ locale: 'zh-CN', viewport: { width: 1280, height: 800 } });
      faults = watchPage(shown, world.relyingUrl);
      await shown.goto(`${world.relyingUrl}/console/?lang=zh#/waiting`);
      await shown.locator('.key-panel').waitFor({ timeout: wait });
    });
    afterAll(async () => shown.close());

    // One page for all of them: what differs is where it is, how wide, and in which language.
    it.each(PAGES)(
      'shows %s in both languages and widths, within the policy, and to those who hear it',
      async (name, path) => {
        await shown.evaluate(`location.hash = ${JSON.stringify(path)}`);
        await shown.locator(`main[data-page], main h2`).first().waitFor({ timeout: wait });
        for (const language of ['zh', 'en']) {
          const html = shown.locator('html');
          if (!(await html.getAttribute('lang'))?.startsWith(language))
            await shown.locator('.language').click();
          for (const width of [1280, 360]) {
            await shown.setViewportSize({ width, height: 800 });
            await shown.waitForFunction(`location.hash === ${JSON.stringify(`#${path}`)}`);
            await shown.locator('main h2').waitFor({ timeout: wait });
            await shown.locator('[role=status]').waitFor({ state: 'detached', timeout: wait });
            if (name === 'overview') await shown.locator('canvas').first().waitFor({ timeout: wait });
            if (name === 'agreements') await shown.locator('.cell').first().click();
            await picture(`${name}-${language}-${String(width)}`, shown);
            await soon(() => scrollsSideways(shown)).toBe(false);
            // Each width and each language is heard once.
            if ((width === 360) === (language === 'en')) expect(await accessibilityFaults(shown)).toEqual([]);
          }
          expect(await shown.locator('main').innerText()).not.toMatch(
            /(?:state|role|menu|field|motion|ground|outcome|for)_/,
          );
        }
        expect(faults).toEqual([]);
      },
    );
  });

  describe('one thing after another', () => {
    beforeEach(async () => {
      page = await browser.newPage({ locale: 'zh-CN', viewport: { width: 1280, height: 900 } });
      seen = watchPage(page, world.relyingUrl);
    });
    afterEach(async () => {
      expect(seen).toEqual([]);
      await page.close();
    });

    it('shows the members with their heartbeats and the height of the ledger', async () => {
      await open('/');
      const { height } = await record('ledger');
      await soon(() => page.locator('.height').innerText()).toBe(String(height));
      for (const word of ['齐齐哈尔市', '白城市', '正常', '就绪'])
        await soon(() => page.locator('main').innerText()).toContain(word);
      await soon(() => page.locator('.beat').count()).toBe(2);
    });

    it('shows an authority’s scope and history, and the day before it was registered', async () => {
      await open(`/authorities/${ISSUER}`);
      for (const word of [ISSUER, '主管部门已审核', '权责清单 1', TYPE, '登记'])
        await soon(() => page.locator('main').innerText()).toContain(word);
      await page.locator('input[type=date]').first().fill('2020-01-01');
      await page.getByText('那一天账本上还没有这条记录').waitFor({ timeout: wait });
    });

    it('answers a cell of the matrix with its clause, and on whose word', async () => {
      await open('/agreements');
      await page.locator(`[data-cell="${QIQIHAR}>${BAICHENG}"]`).click();
      const chosen = page.locator('.chosen-cell');
      await soon(() => chosen.innerText()).toContain('第 1 条');
      await soon(() => chosen.locator('[data-state=accept]').count()).toBe(1);
      await chosen.locator('.explain button[type=submit]').click();
      await page.locator('.answer').waitFor({ timeout: wait });
      await soon(() => page.locator('.answer').getAttribute('data-answer')).toBe('accept');
      await soon(() => page.locator('.answer').innerText()).toContain('权责清单 1');
    });

    it('changes the language of everything at once', async () => {
      await open('/waiting');
      await soon(() => page.locator('main h2').innerText()).toBe('待我办理');
      await page.getByRole('button', { name: 'English' }).click();
      await soon(() => page.locator('main h2').innerText()).toBe('Waiting for me');
      await soon(() => page.locator('html').getAttribute('lang')).toBe('en');
    });

    it('is worked by the keyboard alone', async () => {
      await open('/');
      await page.locator('.menu a').first().focus();
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 2, name: '待我办理' }).waitFor({ timeout: wait });
      await page.locator('.key-panel > summary').focus();
      await page.keyboard.press('Enter');
      await soon(() => page.locator('.key-file').isVisible()).toBe(true);
    });

    it('votes on a motion with the operator’s key, in words first, and the ledger has the vote', async () => {
      await open('/waiting');
      await load(BAICHENG);
      await page.locator(`[data-motion="${motion}"]`).getByRole('button', { name: '赞成' }).click();
      const dialog = page.getByRole('dialog');
      await soon(() => dialog.innerText()).toContain('不可撤回');
      await soon(() => dialog.innerText()).toContain(motion);
      await picture('dialog-vote-zh');
      await dialog.locator('.prepare').click();
      await dialog.locator('.sign').waitFor({ timeout: wait });
      await soon(() => dialog.innerText()).toContain('逐字一致');
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(((await record(`motions/${motion}`))['votes'] as unknown[]).length).toBe(1);
      await dialog.locator('.sign').click();
      await dialog.locator('.done').waitFor({ timeout: wait });
      await picture('dialog-done-zh');
      expect(await record(`motions/${motion}`)).toMatchObject({ state: 'carried' });
      expect(await record('bases/demo-law')).toMatchObject({ title: '演示法' });
      await dialog.getByRole('button', { name: '关闭' }).last().click();
      await page.locator(`[data-motion="${motion}"]`).waitFor({ state: 'detached', timeout: wait });
    });

    it('accepts an agreement whose text it names, and it is in force', async () => {
      await open('/waiting');
      await load(BAICHENG);
      await page.locator('[data-agreement=waits]').getByRole('button', { name: '接受' }).click();
      await page.getByRole('dialog').locator('.prepare').click();
      await page.getByRole('dialog').locator('.sign').click({ timeout: wait });
      await page.getByRole('dialog').locator('.done').waitFor({ timeout: wait });
      expect(await record('agreements/waits')).toMatchObject({
        state: 'in-force',
        accepted: [BAICHENG, QIQIHAR].sort(),
      });
    });

    it('shows on which days each text of an agreement holds, and what an amendment that waits says', async () => {
      const { terms } = agreement('later');
      const submit = (who: string, fn: string, argument: object) =>
        world.submit(who, 'agreement', fn, argument);
      await submit(QIQIHAR, 'propose', agreement('later'));
      await submit(BAICHENG, 'accept', { id: 'later', version: 1 });
      const second = { ...terms, title: '第二版', from: '2099-01-01' };
      await submit(QIQIHAR, 'amend', { id: 'later', version: 1, terms: second });
      const digest = termsDigest(second as never);
      await submit(BAICHENG, 'accept', { id: 'later', version: 2, termsDigest: digest });
      const third = { ...second, from: '2099-06-01', text: { ...terms.text, filing: '演示备案三' } };
      await submit(QIQIHAR, 'amend', { id: 'later', version: 2, terms: third });
      await world.relying.caughtUp();
      await open('/agreements/later');
      const days = page.locator('.in-force-days');
      await days.waitFor({ timeout: wait });
      await soon(() => days.innerText()).toMatch(/– 2098-12-31/);
      expect(await page.locator('.text-in-force').innerText()).not.toContain('2099-01-01');
      await soon(() => page.locator('.to-come').innerText()).toContain('2099-01-01');
      await soon(() => page.locator('.amendment').innerText()).toContain('演示备案三');
      await page.locator('input[type=date]').fill('2099-01-01');
      await page.locator('.in-force-days', { hasText: '2099-01-01' }).waitFor({ timeout: wait });
      await soon(() => page.locator('.to-come').count()).toBe(0);
      await picture('agreement-later-zh-1280');
    });

    it('tells what an agreement that waits contradicts before it is accepted, and what it covers', async () => {
      await open('/agreements/contradicts');
      await load(BAICHENG);
      const told = page.locator('main .contradictions').first();
      await told.waitFor({ timeout: wait });
      await soon(() => told.innerText()).toContain(AGREEMENT);
      await soon(() => page.locator('.coverage').innerText()).toContain('2026-01-01');
      await page.getByRole('button', { name: '接受' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.locator('.prepare').click();
      await dialog.locator('.sign').waitFor({ timeout: wait });
      await soon(() => dialog.locator('.contradictions').innerText()).toContain('不予采信');
      expect(await accessibilityFaults(page)).toEqual([]);
      await picture('dialog-contradicts-zh');
      await dialog.getByRole('button', { name: '取消' }).click();
      expect(await record('agreements/contradicts')).toMatchObject({
        state: 'proposed',
        accepted: [QIQIHAR],
      });
    });

    it('accepts a mapping of matters with the key of the authority that defined the code', async () => {
      await open('/waiting');
      await load(BAICHENG);
      await soon(() => page.getByText(THERE).count()).toBe(0);
      await load(JILIN);
      await page.getByText(THERE).waitFor({ timeout: wait });
      await page
        .locator('.waiting-item')
        .filter({ hasText: THERE })
        .getByRole('button', { name: '接受' })
        .click();
      await page.getByRole('dialog').locator('.prepare').click();
      await page.getByRole('dialog').locator('.sign').click({ timeout: wait });
      await page.getByRole('dialog').locator('.done').waitFor({ timeout: wait });
      expect(await record(`mappings/${THERE}%2F${HERE}`)).toMatchObject({ state: 'accepted', version: 1 });
    });

    it('pages through what deviates, and says how much there is', async () => {
      const code = (at: number): string => `${RELYING}3${MATTER}${String(at + 1).padStart(2, '0')}`;
      // One beside them deviates already.
      const rows = Array.from({ length: 50 }, (_, at) => matterOf(code(at), '演示别名'));
      await world.submit(RELYING, 'matter', 'defineMany', { rows });
      await world.relying.caughtUp();
      await open('/matters');
      const drift = page.locator('.drift');
      await drift.getByText('不一致 51 处').waitFor({ timeout: wait });
      await drift.locator('tbody tr').nth(49).waitFor({ timeout: wait });
      expect(await drift.locator('tbody tr').count()).toBe(50);
      await drift.getByRole('button', { name: '更多' }).click();
      await drift.locator('tbody tr').nth(50).waitFor({ timeout: wait });
      expect(await drift.getByRole('button', { name: '更多' }).count()).toBe(0);
    });

    it('withdraws a dispute with the key that raised it, and nobody else’s', async () => {
      await open('/disputes');
      await soon(() => page.locator('[data-dispute]').count()).toBe(2);
      await soon(() => page.locator('[data-dispute] button').count()).toBe(0);
      await load(RELYING);
      await page.locator('[data-dispute] button').first().click();
      await page.getByRole('dialog').locator('.prepare').click();
      await page.getByRole('dialog').locator('.sign').click({ timeout: wait });
      await page.getByRole('dialog').locator('.done').waitFor({ timeout: wait });
      await page.getByRole('dialog').getByRole('button', { name: '关闭' }).last().click();
      await page.locator('[data-dispute]').nth(1).waitFor({ state: 'detached', timeout: wait });
      await page.getByLabel('状态').selectOption('ended');
      await page.getByText('已撤回').waitFor({ timeout: wait });
    });

    it('shows a dispute to the superior once the days of the issuer have passed, and not before', async () => {
      seen = watchPage(page, world.issuingUrl);
      await world.issuing.caughtUp();
      const { body } = await call('GET', `${world.issuingUrl}/v1/disputes?state=open`);
      const [first] = (body as unknown as { items: readonly LicenceDisputes[] }).items;
      const { answerBy } = first!.disputes.find(({ state }) => state === 'open')!;
      const link = page.getByRole('link', { name: '查看并答复' });
      const noon = `${answerBy}T04:00:00.000Z`;
      await page.clock.setFixedTime(noon);
      await open('/waiting', world.issuingUrl);
      await load(HEILONGJIANG);
      await page.waitForLoadState('networkidle');
      await soon(() => link.count()).toBe(0);
      await page.clock.setFixedTime(Date.parse(noon) + 86_400_000);
      await page.reload();
      await load(HEILONGJIANG);
      await link.first().waitFor({ timeout: wait });
    });

    it('answers a dispute with the issuer’s key, by a decision that it names', async () => {
      seen = watchPage(page, world.issuingUrl);
      await world.issuing.caughtUp();
      // The clock of the page stands on the day after the last: by then it is the superior's.
      const link = page.getByRole('link', { name: '查看并答复' });
      await open('/waiting', world.issuingUrl);
      await load(ISSUER);
      await page.waitForLoadState('networkidle');
      await soon(() => link.count()).toBe(0);
      await page.clock.setFixedTime(world.now);
      await page.reload();
      await load(ISSUER);
      await link.click();
      const form = page.locator('.dispute-answer');
      await form.waitFor({ timeout: wait });
      await soon(() => form.getByRole('button').first().isDisabled()).toBe(true);
      await form.getByLabel('决定文号').fill('演示决定 7');
      await picture('dispute-answer-zh');
      await form.getByRole('button', { name: '不成立' }).click();
      await page.getByRole('dialog').locator('.prepare').click();
      await page.getByRole('dialog').locator('.sign').click({ timeout: wait });
      await page.getByRole('dialog').locator('.done').waitFor({ timeout: wait });
      await world.issuing.caughtUp();
      const { body } = await call('GET', `${world.issuingUrl}/v1/disputes?state=ended`);
      expect(JSON.stringify(body)).toContain('演示决定 7');
    });

    it('approves an authority with its superior’s key, and suspends it again', async () => {
      await open(`/authorities/${REGISTERED}`);
      await soon(() => page.locator('.approval').count()).toBe(0);
      await load(JILIN);
      const form = page.locator('.approval');
      // What lies outside the superior's own scope is not offered; a county of the department's city is.
      await form.locator('.scope-region').fill(QIQIHAR);
      await form.locator(`input[value="${TYPE}"]`).waitFor({ state: 'detached', timeout: wait });
      await form.locator('.scope-region').fill('220821');
      await form.locator(`input[value="${TYPE}"]`).check();
      await form.locator('.to-day').fill('2098-12-31');
      await form.getByLabel('依据（文号或权责清单项）').fill('权责清单 9');
      const filed = join(folder, 'filed.txt');
      writeFileSync(filed, '演示权责清单');
      await form.locator('input[type=file]').setInputFiles(filed);
      await picture('approval-zh-1280');
      await form.getByRole('button', { name: '审核批准' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.locator('.prepare').click();
      await dialog.locator('.sign').click({ timeout: wait });
      await dialog.locator('.done').waitFor({ timeout: wait });
      expect(await record(`authorities/${REGISTERED}`)).toMatchObject({
        state: 'active',
        competence: [
          {
            types: [TYPE],
            region: '220821',
            to: '2098-12-31',
            filing: { reference: '权责清单 9' },
            by: JILIN,
          },
        ],
      });
      await dialog.getByRole('button', { name: '关闭' }).last().click();
      await page.locator('.suspend').click();
      await dialog.locator('.prepare').click();
      await dialog.locator('.sign').click({ timeout: wait });
      await dialog.locator('.done').waitFor({ timeout: wait });
      expect(await record(`authorities/${REGISTERED}`)).toMatchObject({ state: 'suspended' });
    });

    it('keeps a key on the device only where asked, never to be exported', async () => {
      await open('/waiting');
      await page.locator('.key-panel > summary').click();
      await page.getByLabel('保存在本机').check();
      await page.locator('.key-file').setInputFiles(keyFile(BAICHENG));
      await page.locator('.key-panel dl').waitFor({ timeout: wait });
      await page.reload();
      await page.locator('.key-panel .el-tag--success').waitFor({ timeout: wait });
      expect(await page.evaluate(KEPT_KEY)).toEqual({ extractable: false });
      await page.locator('.key-panel > summary').click();
      await page.getByRole('button', { name: '移除密钥' }).click();
      await page.locator('.key-panel .el-tag--info').waitFor({ timeout: wait });
      await page.reload();
      await page.locator('.key-panel .el-tag--info').waitFor({ timeout: wait });
      expect(await page.evaluate(KEPT_KEY)).toBe('none');
    });

    it('says of another member’s key that this gateway does not submit for it, and of an unregistered one that the ledger refuses it', async () => {
      await open('/waiting');
      await page.locator('.key-panel > summary').click();
      await page.locator('.key-file').setInputFiles(keyFile(QIQIHAR));
      await page.locator('.key-fault').waitFor({ timeout: wait });
      await soon(() => page.locator('.key-fault').innerText()).toContain('不替其他成员提交');
      await page.locator('.key-file').setInputFiles(keyFile('unregistered'));
      await page.getByText('账本上该主体没有登记这张证书').waitFor({ timeout: wait });
    });

    it('shows the ledger’s refusal of a key without the right, in its own sentence', async () => {
      await open(`/authorities/${RELYING}`);
      await load(BAICHENG);
      await page.locator('.suspend').click();
      const dialog = page.getByRole('dialog');
      await dialog.locator('.prepare').click();
      await dialog.locator('.sign, .trouble').first().waitFor({ timeout: wait });
      if ((await dialog.locator('.sign').count()) > 0) await dialog.locator('.sign').click();
      await dialog.locator('.trouble').waitFor({ timeout: wait });
      await soon(() => dialog.locator('.trouble').innerText()).toMatch(/[\u4e00-\u9fff]{4}/);
      expect(await record(`authorities/${RELYING}`)).toMatchObject({ state: 'active' });
      await picture('dialog-refused-zh');
    });

    it.each([
      ['a file without a key', () => world.identity(BAICHENG).certificate, '没有恰好一张证书'],
      [
        'a key of another certificate',
        () =>
          `${world.identity(BAICHENG).certificate}\n${world.identity(JILIN).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()}`,
        '不是一对',
      ],
      [
        'an encrypted key',
        () =>
          `${world.identity(BAICHENG).certificate}\n${world
            .identity(BAICHENG)
            .privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'demo' })
            .toString()}`,
        '已加密',
      ],
      [
        'broken text',
        () =>
          '-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\nAA\n-----END PRIVATE KEY-----',
        '读不出来',
      ],
    ])('loads no %s', async (_, text, words) => {
      const path = join(folder, 'wrong.pem');
      writeFileSync(path, text());
      await open('/waiting');
      await page.locator('.key-panel > summary').click();
      await page.locator('.key-file').setInputFiles(path);
      await page.locator('.key-fault').waitFor({ timeout: wait });
      await soon(() => page.locator('.key-fault').innerText()).toContain(words);
      await soon(() => page.locator('.key-panel .el-tag--info').count()).toBe(1);
    });

    it('refuses to sign what the gateway prepared otherwise than asked, before and after the operator agrees', async () => {
      await open('/waiting');
      await load(BAICHENG);
      let sent = 0;
      page.on('request', (request) => {
        if (new URL(request.url()).pathname === '/v1/transactions') sent++;
      });
      await page.route('**/v1/transactions/prepare', async (route) => {
        const response = await route.fetch();
        const body = (await response.json()) as { bytes: string };
        const proposal = parseProposal(Buffer.from(body.bytes, 'base64url'));
        if (proposal === undefined) throw new Error('no proposal');
        const [contract = '', fn = ''] = proposal.call.split(':');
        const argument = proposal.argument.replace('guarded', AGREEMENT);
        const { channelId, timestamp, mspId, certificate } = proposal;
        const other = createProposal({
          channelId,
          timestamp,
          mspId,
          certificate,
          request: { contract, fn, argument },
        });
        await route.fulfill({ response, json: { ...body, bytes: other.bytes.toString('base64url') } });
      });
      await page.locator('[data-agreement=guarded]').getByRole('button', { name: '接受' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.locator('.prepare').click();
      await dialog.locator('.trouble').waitFor({ timeout: wait });
      await soon(() => dialog.locator('.trouble').innerText()).toContain('与所请求的办理不一致，已拒绝签名');
      await soon(() => dialog.locator('.sign').count()).toBe(0);
      expect(sent).toBe(0);
      expect(await record('agreements/guarded')).toMatchObject({ accepted: [QIQIHAR] });
      await picture('dialog-tampered-zh');
    });

    it('reads a forecast of certificates from a file, and refuses another file', async () => {
      await open('/certificates');
      await soon(() => page.locator('.needs-operator').innerText()).toContain('运维人员');
      const path = join(folder, 'forecast.json');
      const row = {
        member: QIQIHAR,
        use: 'tls',
        name: 'peer0',
        places: ['folder'],
        ends: '2020-01-01T00:00:00.000Z',
        daysLeft: 3,
        fingerprint: 'AB'.repeat(32),
        advice: { zh: '请更新', en: 'renew it' },
      };
      writeFileSync(path, JSON.stringify({ within: 60, certificates: [row] }));
      await page.locator('.forecast-file').setInputFiles(path);
      await page.getByText('请更新').waitFor({ timeout: wait });
      await soon(() => page.locator('tbody .el-tag').innerText()).toMatch(/^-/);
      const other = join(folder, 'other.json');
      writeFileSync(other, '{"certificates": [1]}');
      await page.locator('.forecast-file').setInputFiles(other);
      await page.getByRole('alert').waitFor({ timeout: wait });
    });

    it('loads its first view within 300 KB, and charts only where they are shown', async () => {
      let bytes = 0;
      const scripts: string[] = [];
      page.on('response', (response) => {
        if (!response.url().includes('/assets/')) return;
        bytes += Number(response.headers()['content-length'] ?? 0);
        scripts.push(response.url());
      });
      await open('/waiting');
      expect(bytes).toBeLessThan(300 * 1024);
      expect(scripts.some((url) => url.includes('BarChart'))).toBe(false);
      await page.locator('.menu a').first().click();
      await page.locator('canvas').first().waitFor({ timeout: wait });
      expect(scripts.some((url) => url.includes('BarChart'))).toBe(true);
    });
  });
});
