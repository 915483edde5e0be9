import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LedgerRejection } from '@huren/network';
import {
  openFabricGateway,
  othersOfProfile,
  PeerConnection,
  readConnectionProfile,
} from '@huren/network/fabric';
import {
  firstBlock,
  invitationOf,
  joinNetwork,
  requestSnapshot,
  signInvitation,
  startMember,
  type Invitation,
} from '@huren/network/onboarding';
import { addressOf, NetworkRun } from '@huren/network/operator';
import { writeNetworkFile } from '@huren/network/topology';
import { transcript } from '../clients/terminal';
import { Applicant, entryOf, OnboardingNetwork } from './onboarding-network';
import { describeOnFabric } from './real-network';

jest.setTimeout(240_000);

const env = { FABRIC_BIN: process.env['FABRIC_BIN'] ?? '', PATH: process.env['PATH'] ?? '' };
const command = (...args: string[]) => transcript([...args, '--lang', 'en'], { env });

describeOnFabric('a network that has grown', () => {
  let network: OnboardingNetwork;
  let first: Applicant;
  let second: Applicant;
  const changes = new Map<string, string>();

  beforeAll(async () => {
    network = await OnboardingNetwork.up({ members: 3, basePort: 22_100 });
    first = new Applicant('231100', 22_200, network.real);
    second = new Applicant('152200', 22_250, network.real);
    const { folder, topology } = network.real.home;
    writeFileSync(join(folder, 'network.yaml'), writeNetworkFile(topology));
  });
  afterAll(async () => {
    await first.remove();
    await second.remove();
    await network.remove();
  });

  const folder = () => ['--dir', network.real.home.folder];
  const runOf = (applicant: Applicant): NetworkRun =>
    new NetworkRun(applicant.home, applicant.join.programs, { name: 'huren', version: '1', sequence: 1 });

  /** Members sign and carry out the admission; the applicant's nodes run. */
  const admitted = async (applicant: Applicant, signers: readonly number[]): Promise<void> => {
    const application = await applicant.apply();
    await startMember(applicant.join);
    const [sponsor = 0, ...others] = signers;
    const { id } = await network.desks[sponsor]!.sponsor(application);
    for (const at of others) await network.desks[at]!.approve(id);
    await network.desks[sponsor]!.carryOut(id);
    changes.set(applicant.member.id, id);
  };

  /** @param peers which of the channel's peers it names, in which order */
  const invitation = async (
    applicant: Applicant,
    peers: (all: Invitation['peers']) => Invitation['peers'],
    snapshot = true,
  ): Promise<Invitation> => {
    const sponsor = network.real.member(0);
    const taken = await requestSnapshot(
      addressOf(network.real.home, sponsor, sponsor.peers[0]!),
      network.channelId,
      join(network.real.home.node(sponsor, 'peer0'), 'data', 'snapshots', 'completed'),
      network.real.signer(0, 'admin'),
    );
    const unsigned = invitationOf(await network.desks[0]!.configuration(), {
      network: 'nen-river',
      batchMs: 200,
      change: changes.get(applicant.member.id)!,
      member: applicant.member.id,
      chaincode: { name: 'huren', version: '1' },
      genesis: genesisOf(0),
      ...(snapshot ? { snapshot: taken } : {}),
    });
    const certificates = network.real.home.certificates(sponsor);
    return signInvitation({ ...unsigned, peers: peers(unsigned.peers) }, sponsor.id, certificates);
  };
  const genesisOf = (at: number): string => {
    const { id } = network.real.member(at);
    const profile = readFileSync(join(network.real.home.folder, 'profiles', `${id}.json`), 'utf8');
    return (JSON.parse(profile) as { 'x-huren': { genesis: string } })['x-huren'].genesis;
  };
  const profileOf = (folder_: string, id: string) => {
    const place = join(folder_, 'profiles');
    return readConnectionProfile(readFileSync(join(place, `${id}.json`), 'utf8'), place);
  };
  const firstBlockAt = async (applicant: Applicant): Promise<Uint8Array> => {
    const peer = new PeerConnection(addressOf(applicant.home, applicant.member, applicant.member.peers[0]!));
    try {
      const admin = applicant.home.certificates(applicant.member).signer('admin');
      return await firstBlock(peer, network.channelId, admin);
    } finally {
      peer.close();
    }
  };

  it('a newcomer believes no single member: with one peer that answers it waits, and joins nothing', async () => {
    await admitted(first, [0, 1]);
    const invited = await invitation(first, ([one, ...others]) => [
      one!,
      ...others.map(({ tlsCa }, at) => ({ address: `127.0.0.1:${String(22_290 + at)}`, tlsCa })),
    ]);
    const joining = joinNetwork(first.join, invited, { admissionMs: 2_000 });
    await expect(joining).rejects.toMatchObject({ code: 'not-admitted' });
    await expect(firstBlockAt(first)).rejects.toThrow();
  });

  it('with two members that agree it joins, by the snapshot that another member’s peer confirms', async () => {
    const invited = await invitation(first, (all) => all.slice(0, 2));
    const joined = await joinNetwork(first.join, invited, { admissionMs: 30_000 });
    expect(joined.committed).toBe(true);
    // It began with the snapshot: there is no first block.
    await expect(firstBlockAt(first)).rejects.toThrow();
  });

  it('the next newcomer joins though the first invited peer has no first block', async () => {
    await admitted(second, [0, 1, 2]);
    const { port } = first.member.peers[0]!;
    const isFirst = ({ address }: { address: string }): boolean => address.endsWith(`:${String(port)}`);
    const invited = await invitation(second, (all) => [
      ...all.filter(isFirst),
      ...all.filter((one) => !isFirst(one)),
    ]);
    expect(isFirst(invited.peers[0]!)).toBe(true);
    const joined = await joinNetwork(second.join, invited, { admissionMs: 30_000 });
    expect(joined.committed).toBe(true);
    const profile = profileOf(second.folder, '152200');
    expect(profile['x-huren']?.genesis).toBe(genesisOf(0));
    expect(othersOfProfile(profile).map(({ mspId }) => mspId)).toContain('Huren231100MSP');
  });

  it('the others’ profiles learn of both by the next status, once', async () => {
    const others = (at: number) => {
      const { id } = network.real.member(at);
      const profile = profileOf(network.real.home.folder, id);
      return othersOfProfile(profile).map(({ mspId }) => mspId);
    };
    expect(others(0)).toHaveLength(2);
    const { code, err } = await command('network', 'status', ...folder());
    expect([code, err]).toEqual([0, expect.stringContaining('brought up to date')]);
    for (const at of [0, 1, 2]) {
      expect(others(at)).toEqual(expect.arrayContaining(['Huren231100MSP', 'Huren152200MSP']));
    }
    const again = await command('network', 'status', ...folder());
    expect(again.err).not.toContain('brought up to date');
  });

  it('the forecast has the newcomers’ CAs under their codes', async () => {
    const { code, out } = await command('network', 'certificates', '--within', '5000', ...folder());
    expect(code).toBe(1);
    expect(out).toMatch(/231100 +CA /);
    expect(out).toMatch(/152200 +TLS CA /);
  });

  it('the chaincode is upgraded by old and new members, and a newcomer commits under the new one', async () => {
    const waiting = await network.real.run.upgrade('2');
    expect(waiting).toMatchObject({
      ready: false,
      waiting: { en: expect.stringContaining('152200') as string },
    });
    expect(await runOf(first).upgrade('2')).toMatchObject({ ready: false });
    expect(await runOf(second).upgrade('2')).toMatchObject({ ready: true, definition: { sequence: 2 } });
    expect(await runOf(first).upgrade('2')).toMatchObject({ ready: true });
    expect(await network.real.run.upgrade('2')).toMatchObject({ ready: true, definition: { sequence: 2 } });
    const { home, member } = first;
    const reader = home.certificates(member).signer('operator');
    const peers = [addressOf(home, member, member.peers[0]!)] as const;
    const ledger = openFabricGateway({ channelId: network.channelId, chaincode: 'huren', peers, reader });
    const body = entryOf('220700');
    const argument = JSON.stringify({ kind: 'admit-member', body, nonce: 'after the upgrade' });
    try {
      for (const end = Date.now() + 60_000; ;) {
        try {
          const { result } = await ledger.submit({ contract: 'member', fn: 'propose', argument }, reader);
          expect(JSON.parse(result)).toMatchObject({ state: 'open' });
          break;
        } catch (error) {
          if (error instanceof LedgerRejection || Date.now() > end) throw error;
        }
      }
    } finally {
      await ledger.close();
    }
  });
});
