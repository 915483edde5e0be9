import { readFileSync, rmSync, mkdtempSync, realpathSync, writeFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseApplication } from '@huren/chaincode/domain';
import { joinNetwork, parseInvitation, parseMemberFile, planOf } from '@huren/network/onboarding';
import { chaincodePackage, findRelease, NetworkHome, type Step } from '@huren/network/operator';
import { writeNetworkFile } from '@huren/network/topology';
import { stopNode } from '../../network/src/operator/node-process';
import { transcript } from '../clients/terminal';
import { OnboardingNetwork } from './onboarding-network';
import { describeOnFabric } from './real-network';

jest.setTimeout(180_000);

describeOnFabric('onboarding by commands on real peers', () => {
  let network: OnboardingNetwork;
  let folder: string;
  let applicant: string;
  let application: string;
  let invitation: string;

  beforeAll(async () => {
    network = await OnboardingNetwork.up({ members: 3, basePort: 21_700 });
    ({ folder } = network.real.home);
    writeFileSync(join(folder, 'network.yaml'), writeNetworkFile(network.real.home.topology));
    applicant = realpathSync(mkdtempSync(join(tmpdir(), 'huren-applicant-')));
    application = join(applicant, 'application-231100.json');
    invitation = join(folder, 'invitation-231100.json');
  });
  afterAll(async () => {
    for (const name of ['peer0', 'chaincode']) {
      await stopNode({ folder: join(applicant, 'nodes', `231100-${name}`) }, 5_000);
    }
    rmSync(applicant, { recursive: true, force: true });
    await network.remove();
  });

  const env = {
    FABRIC_BIN: process.env['FABRIC_BIN'] ?? '',
    PATH: process.env['PATH'] ?? '',
  };
  const command = (...args: string[]) => transcript([...args, '--lang', 'en'], { env });
  const of = (member: string) => ['--dir', folder, '--as', member];

  it('the applicant types one command and has a signed file', async () => {
    const { code, out, err } = await command(
      ...['member', 'apply', '--dir', applicant, '--id', '231100', '--name', '黑河（演示）'],
      ...['--name-en', 'Heihe (demo)', '--base-port', '21800', '--note', '演示'],
    );
    expect([code, err]).toEqual([0, expect.any(String)]);
    expect(out).toContain('application-231100.json');
    expect(parseApplication(readFileSync(application, 'utf8').trimEnd()).statement.member.id).toBe('231100');
  });

  it('a member reviews it: who, fingerprints, the change, the effects, its endpoints', async () => {
    const { code, out } = await command('member', 'review', application, ...of('230200'));
    expect(code).toBe(0);
    for (const words of [
      'Heihe (demo)',
      'nothing speaks against them',
      'peer0 127.0.0.1:21800 ok',
      '+ Application/Huren231100MSP',
      'endorsement: 3 → 4 members, 2 → 3 of them',
      'still 4 orderers, quorum 3, 1 may fail',
      'signed: none',
      'still needed: 2 (150700, 220800, 230200)',
    ]) {
      expect(out).toContain(words);
    }
  });

  it.each([
    ['altered after it was signed', (text: string) => text.replace('演示"', '改动"'), 'bad-signature'],
    [
      'signed by somebody who is no administrator',
      (text: string) => {
        const file = JSON.parse(text) as {
          statement: { certificates: object; peers: { identity: string }[] };
        };
        const [node] = file.statement.peers;
        const certificates = { ...file.statement.certificates, admin: node!.identity };
        return JSON.stringify({ ...file, statement: { ...file.statement, certificates } });
      },
      'not-an-administrator',
    ],
    [
      'with a TLS certificate for an identity',
      (text: string) => {
        const file = JSON.parse(text) as { statement: { peers: { identity: string; tls: string }[] } };
        const peers = file.statement.peers.map((node) => ({ ...node, identity: node.tls }));
        return JSON.stringify({ ...file, statement: { ...file.statement, peers } });
      },
      'peer0 identity NOT_OF_CA',
    ],
  ])('a file %s is named in the review and signed by nobody', async (_why, alter, fault) => {
    const path = join(applicant, 'bad.json');
    writeFileSync(path, alter(readFileSync(application, 'utf8')));
    const review = await command('member', 'review', path, ...of('230200'));
    expect(review.code).toBe(1);
    expect(review.out).toContain(fault);
    const approve = await command('member', 'approve', path, ...of('230200'));
    expect([approve.code, approve.err]).toEqual([1, expect.stringContaining('nothing was signed')]);
    expect(await network.desks[0]!.open()).toEqual([]);
  });

  it('a file whose certificates have ended by the reviewer’s clock is signed by nobody', async () => {
    const now = Date.now() + 500 * 86_400_000;
    const args = ['member', 'approve', application, ...of('230200'), '--lang', 'en'];
    const { code, err } = await transcript(args, { env, now });
    expect([code, err]).toEqual([1, expect.stringContaining('expired')]);
    expect(await network.desks[0]!.open()).toEqual([]);
  });

  it('an approver types two commands; the first one sponsors, the last one carries it out', async () => {
    const first = await command('member', 'approve', application, ...of('230200'));
    expect([first.code, first.out]).toEqual([0, expect.stringContaining('1 more of')]);
    const twice = await command('member', 'approve', application, ...of('230200'));
    expect([twice.code, twice.err]).toEqual([1, expect.stringContaining('ALREADY_APPROVED')]);
    const open = await command('member', 'review', ...of('220800'));
    const id = /^(\S{43}) admit-member 231100 open 1\/2/m.exec(open.out)?.[1];
    expect(id).toBeDefined();
    const review = await command('member', 'review', id!, ...of('220800'));
    expect(review.out).toContain('signed: 230200');
    const last = await command('member', 'approve', id!, ...of('220800'));
    expect([last.code, last.err]).toEqual([0, expect.any(String)]);
    expect(existsSync(invitation)).toBe(true);
    const late = await command('member', 'approve', id!, ...of('150700'));
    expect(late.out + late.err).not.toContain('signed and on the ledger');
  });

  it('a join that is cut off goes on where it stopped', async () => {
    const plan = planOf(parseMemberFile(readFileSync(join(applicant, 'member.yaml'), 'utf8')));
    const invited = parseInvitation(readFileSync(invitation, 'utf8').trimEnd());
    const options = {
      home: new NetworkHome(applicant, { ...network.real.home.topology, members: [plan] }),
      member: plan,
      programs: {
        release: findRelease(process.env),
        chaincodeServer: join(__dirname, '../../chaincode/dist/server/main.js'),
        path: process.env['PATH'] ?? '',
      },
      chaincode: chaincodePackage(`huren_${invited.chaincode.version}`),
      tell: ({ words, state }: Step) => {
        if (state === 'done' && words.en.startsWith('peers join')) throw new Error('power cut');
      },
    };
    await expect(joinNetwork(options, invited, { admissionMs: 10_000 })).rejects.toThrow('power cut');
    const pid = Number(readFileSync(join(applicant, 'nodes', '231100-peer0', 'pid'), 'utf8'));
    process.kill(pid, 'SIGKILL');
    expect(await network.desks[0]!.find(invited.change)).toMatchObject({ state: 'approved' });
  });

  it('the applicant joins with its second command, and again without harm', async () => {
    const { code, out, err } = await command('member', 'join', invitation, '--dir', applicant);
    expect([code, err]).toEqual([0, expect.stringContaining('the first own transaction is committed')]);
    expect(out).toContain('it queries, endorses and commits');
    const again = await command('member', 'join', invitation, '--dir', applicant);
    expect([again.code, again.err]).toEqual([0, expect.stringContaining('(kept)')]);
    const done = await command('member', 'approve', application, ...of('150700'));
    expect([done.code, done.err]).toEqual([1, expect.stringContaining('CHANGE_CLOSED')]);
  });

  it('names an invitation that is another’s', async () => {
    const path = join(applicant, 'other.json');
    writeFileSync(path, readFileSync(invitation, 'utf8').replace('"member":"231100"', '"member":"220700"'));
    const { code, err } = await command('member', 'join', path, '--dir', applicant);
    expect([code, err]).toEqual([2, expect.stringContaining('for member 220700')]);
  });

  it('refuses to remove a member that still orders, and says why', async () => {
    const { code, err } = await command('member', 'remove', '220800', ...of('230200'));
    expect([code, err]).toEqual([3, expect.stringContaining('runs 1 orderers')]);
    expect(await network.desks[0]!.open()).toEqual([]);
  });

  it('removes the member by the same two commands', async () => {
    const opened = await command('member', 'remove', '231100', ...of('230200'), '--reason', 'demo');
    expect([opened.code, opened.out]).toEqual([0, expect.stringContaining('- Application/Huren231100MSP')]);
    const id = /id (\S{43})/.exec(opened.out)?.[1] ?? '';
    await command('member', 'approve', id, ...of('150700'));
    const last = await command('member', 'approve', id, ...of('220800'));
    expect([last.code, last.out]).toEqual([0, expect.stringContaining('Done.')]);
    const after = await command('member', 'join', invitation, '--dir', applicant, '--wait', '1');
    expect([after.code, after.err]).toEqual([3, expect.stringContaining('does not know this member')]);
  });
});
