import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LedgerRejection } from '@huren/network';
import { fetchConfig, readParts } from '@huren/network/channel';
import { openFabricGateway, PeerConnection } from '@huren/network/fabric';
import {
  ChangeDesk,
  invitationOf,
  invitationText,
  joinNetwork,
  parseInvitation,
  peerHeight,
  preflight,
  requestSnapshot,
  reviewOf,
  signInvitation,
  startMember,
  type Invitation,
  type Snapshot,
} from '@huren/network/onboarding';
import { addressOf } from '@huren/network/operator';
import { Applicant, entryOf, OnboardingNetwork } from './onboarding-network';
import { describeOnFabric } from './real-network';

jest.setTimeout(180_000);

describeOnFabric('a fourth member joins three on real peers', () => {
  let network: OnboardingNetwork;
  let applicant: Applicant;
  let change: string;
  const acknowledged: string[] = [];
  let loading = true;
  let load: Promise<void>;

  beforeAll(async () => {
    network = await OnboardingNetwork.up({ members: 3, basePort: 21_000 });
    applicant = new Applicant('231100', 21_100, network.real);
  });
  afterAll(async () => {
    loading = false;
    await load;
    await applicant.remove();
    await network.remove();
  });

  const motions = async (): Promise<Set<string>> => {
    const seen = new Set<string>();
    const height = await network.ledgers[1]!.height();
    for await (const block of network.ledgers[1]!.blocks(0)) {
      for (const { valid, writes } of block.transactions) {
        if (valid) for (const { key } of writes) seen.add(key);
      }
      if (block.number + 1 >= height) return seen;
    }
    return seen;
  };
  const invitation = async (snapshot?: Snapshot): Promise<Invitation> => {
    const unsigned = invitationOf(await network.desks[0]!.configuration(), {
      network: 'nen-river',
      batchMs: 200,
      change,
      member: '231100',
      chaincode: { name: 'huren', version: '1' },
      ...(snapshot === undefined ? {} : { snapshot }),
    });
    const certificates = network.real.home.certificates(network.real.member(0));
    return parseInvitation(invitationText(signInvitation(unsigned, '230200', certificates)));
  };

  /** A snapshot whose maker puts it elsewhere in the chain: its own files and digest fit, the others' peers do not. */
  const refusesLies = async (snapshot: Snapshot): Promise<void> => {
    const folder = mkdtempSync(join(tmpdir(), 'huren-snapshot-'));
    try {
      cpSync(snapshot.folder, folder, { recursive: true });
      const path = join(folder, '_snapshot_additional_metadata.json');
      const text = readFileSync(path, 'utf8');
      const false_ = text.replace(/("last_block_commit_hash":\s*")[0-9a-f]{4}/, '$10000');
      expect(false_).not.toBe(text);
      writeFileSync(path, false_);
      const lie = await invitation({ ...snapshot, folder });
      const joining = joinNetwork(applicant.join, lie, { admissionMs: 8_000 });
      await expect(joining).rejects.toMatchObject({ code: 'snapshot-differs' });
      const altered = { ...lie, snapshot: { ...snapshot, height: snapshot.height + 1 } };
      const altering = joinNetwork(applicant.join, altered, { admissionMs: 8_000 });
      await expect(altering).rejects.toMatchObject({ code: 'invitation-altered' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  };

  it('is refused before it applied: the channel answers strangers nothing', async () => {
    await applicant.apply();
    const admin = applicant.home.certificates(applicant.member).signer('admin');
    await expect(fetchConfig(network.peer(0), network.channelId, admin)).rejects.toThrow(/access denied/);
  });

  it('reviews the file in words: who, the change, the effects, closed and open endpoints', async () => {
    const application = await applicant.apply();
    const admin = network.real.signer(0, 'admin');
    const closed = await preflight(application, admin, Date.now);
    expect(closed.map(({ code }) => code)).toEqual(['closed', 'closed']);
    await startMember(applicant.join);
    const open = await preflight(application, admin, Date.now);
    expect(open.map(({ code }) => code)).toEqual(['ok', 'ok', 'ok']);
    const off = await preflight(application, admin, () => Date.now() - 20 * 60_000);
    expect(off.map(({ code }) => code)).toContain('clock-off');
    const now = await network.desks[1]!.configuration();
    const review = reviewOf({ application }, now, open, new Date());
    expect(review).toMatchObject({ base: 'not-filed', faults: [], stillNeeded: 2, signed: [] });
    expect(review.differences.map(({ path }) => path)).toEqual(['Application/Huren231100MSP']);
    expect(review.effects[0]!.en).toContain('3 → 4 members, 2 → 3 of them');
  });

  it('is filed by a sponsor, voided by a change in between, and signed anew', async () => {
    const application = await applicant.apply();
    const filed = await network.desks[0]!.sponsor(application);
    change = filed.id;
    expect(filed).toMatchObject({ state: 'open', sponsor: '230200', round: 1 });
    // A member changes its own anchor peers meanwhile: the channel moves on.
    const { applicationGroup, withGroup, readOrganisation, groupAt } = await import('@huren/network/channel');
    const own = network.real.signer(2, 'admin').mspId;
    const other = await network.desks[2]!.change('150700', { zh: '锚节点', en: 'anchor' }, (root) => {
      const view = readOrganisation(own, groupAt(root, 'Application', own)!);
      const group = applicationGroup({ mspId: own, ca: view.cas[0]!, tlsCa: view.tlsCas[0]! }, []);
      return withGroup(root, ['Application', own], group);
    });
    expect((await network.desks[1]!.approve(other.id)).change.state).toBe('approved');
    const later = await network.desks[1]!.carryOut(other.id);
    await network.desks[1]!.complete(other.id, later.sequence);
    const now = await network.desks[1]!.configuration();
    const review = reviewOf({ change: await network.desks[1]!.find(change) }, now, [], new Date());
    expect(review).toMatchObject({ base: 'void', signed: [], stillNeeded: 2 });
    await expect(network.desks[0]!.carryOut(change)).rejects.toMatchObject({ code: 'not-approved' });
    const renewed = await network.desks[1]!.approve(change);
    expect(renewed).toMatchObject({ rebased: 'channel-changed', change: { round: 2, state: 'open' } });
  });

  it('hears no approval of an organisation that is no member', async () => {
    const certificates = applicant.home.certificates(applicant.member);
    const [admin, operator] = [certificates.signer('admin'), certificates.signer('operator')];
    const { peers } = network.real.options(0);
    const { channelId } = network;
    const ledger = openFabricGateway({ channelId, chaincode: 'huren', peers, reader: operator });
    const desk = new ChangeDesk({ channelId, peer: network.peer(0), ledger, admin, operator });
    try {
      await expect(desk.configuration()).rejects.toThrow(/access denied/);
      await expect(desk.approve(change)).rejects.toThrow();
    } finally {
      await ledger.close();
    }
    const { approvals } = (await network.desks[0]!.find(change))!;
    expect(approvals.map(({ member }) => member)).toEqual(['220800']);
  });

  it.each([['twice', 1, 'ALREADY_APPROVED']])('refuses an approval %s', async (_why, at, code) => {
    await expect(network.desks[at]!.approve(change)).rejects.toMatchObject({ code });
  });

  it('joins under load, endorses and commits, and nothing acknowledged is lost', async () => {
    load = (async () => {
      for (let n = 0; loading; n++) {
        const body = { ...entryOf('220700') };
        const nonce = `load ${String(n)}`;
        const result = await network.submit(1, 'member', 'propose', { kind: 'admit-member', body, nonce });
        acknowledged.push((JSON.parse(result) as { motion: string }).motion);
      }
    })();
    const last = performance.now();
    const { change: approved } = await network.desks[0]!.approve(change);
    expect(approved.state).toBe('approved');
    const from = performance.now();
    await network.desks[0]!.carryOut(change);
    const carried = performance.now();
    const sponsor = network.real.member(0);
    const snapshot = await requestSnapshot(
      addressOf(network.real.home, sponsor, sponsor.peers[0]!),
      network.channelId,
      join(network.real.home.node(sponsor, 'peer0'), 'data', 'snapshots', 'completed'),
      network.real.signer(0, 'admin'),
    );
    const snapped = performance.now();
    await refusesLies(snapshot);
    const joined = await joinNetwork(applicant.join, await invitation(snapshot), { admissionMs: 8_000 });
    const ended = performance.now();
    process.stdout.write(
      `onboarding: approval ${(from - last).toFixed(0)} ms, update in force ${(carried - from).toFixed(0)} ms, snapshot ${(snapped - carried).toFixed(0)} ms, joined and first transaction ${(ended - snapped).toFixed(0)} ms; last approval to first transaction ${(ended - last).toFixed(0)} ms\n${applicant.steps
        .filter(({ state }) => state !== 'begun')
        .map(({ words, state, ms }) => `  ${words.en}: ${state} ${ms.toFixed(0)} ms\n`)
        .join('')}`,
    );
    expect(joined.committed).toBe(true);
    const parts = readParts(await network.desks[2]!.configuration());
    expect(parts.members.map(({ mspId }) => mspId)).toContain('Huren231100MSP');
    loading = false;
    await load;
    const seen = await motions();
    expect(acknowledged.length).toBeGreaterThan(3);
    expect(acknowledged.filter((id) => !seen.has(`motion/${id}`))).toEqual([]);
    expect(await network.desks[1]!.find(change)).toMatchObject({ state: 'done' });
  });

  it('refuses a late approval, and finds its work done when it is told to join again', async () => {
    await expect(network.desks[2]!.approve(change)).rejects.toMatchObject({ code: 'CHANGE_CLOSED' });
    applicant.steps.length = 0;
    const again = await joinNetwork(applicant.join, await invitation(), { admissionMs: 30_000 });
    expect(again.committed).toBe(false);
    const states = applicant.steps.filter(({ state }) => state !== 'begun').map(({ state }) => state);
    expect(states.filter((state) => state === 'kept').length).toBeGreaterThanOrEqual(4);
  });

  it('lets the newcomer govern: its own gateway submits, and its peer follows the chain', async () => {
    const { certificates, peers } = {
      certificates: applicant.home.certificates(applicant.member),
      peers: [addressOf(applicant.home, applicant.member, applicant.member.peers[0]!)] as const,
    };
    const operator = certificates.signer('operator');
    const ledger = openFabricGateway({
      channelId: network.channelId,
      chaincode: 'huren',
      peers,
      reader: operator,
    });
    try {
      const body = entryOf('152200');
      const request = {
        contract: 'member',
        fn: 'propose',
        argument: JSON.stringify({ kind: 'admit-member', body, nonce: 'newcomer' }),
      };
      for (const end = Date.now() + 60_000; ;) {
        try {
          expect(JSON.parse((await ledger.submit(request, operator)).result)).toMatchObject({
            state: 'open',
          });
          break;
        } catch (error) {
          if (error instanceof LedgerRejection || Date.now() > end) throw error;
        }
      }
    } finally {
      await ledger.close();
    }
  });

  it('is removed by the others, and its peer is served no more', async () => {
    const removal = await network.desks[0]!.remove('231100', { zh: '演示', en: 'demo' });
    await network.desks[1]!.approve(removal.id);
    const { change: approved } = await network.desks[2]!.approve(removal.id);
    expect(approved.state).toBe('approved');
    const later = await network.desks[2]!.carryOut(removal.id);
    await network.desks[2]!.complete(removal.id, later.sequence);
    expect(readParts(later).members.map(({ mspId }) => mspId)).not.toContain('Huren231100MSP');
    const admin = applicant.home.certificates(applicant.member).signer('admin');
    await expect(fetchConfig(network.peer(0), network.channelId, admin)).rejects.toThrow(/access denied/);
    const own = new PeerConnection(addressOf(applicant.home, applicant.member, applicant.member.peers[0]!));
    try {
      for (let n = 0; n < 3; n++) {
        await network.submit(0, 'member', 'propose', {
          kind: 'admit-member',
          body: entryOf('152200'),
          nonce: `after ${String(n)}`,
        });
      }
      const height = await network.ledgers[0]!.height();
      const left = await peerHeight(own, network.channelId, admin).catch(() => 0);
      expect(left).toBeLessThan(height);
    } finally {
      own.close();
    }
  });
});
