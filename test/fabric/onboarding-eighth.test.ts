import { join } from 'node:path';
import { LedgerRejection } from '@huren/network';
import { readParts } from '@huren/network/channel';
import { openFabricGateway } from '@huren/network/fabric';
import {
  invitationOf,
  invitationText,
  joinNetwork,
  parseInvitation,
  requestSnapshot,
  signInvitation,
} from '@huren/network/onboarding';
import { addressOf } from '@huren/network/operator';
import { Applicant, entryOf, OnboardingNetwork } from './onboarding-network';
import { describeOnFabric } from './real-network';

jest.setTimeout(300_000);

const MEMBERS = 7;
const MAJORITY = 4;

describeOnFabric('an eighth member joins seven, with four BFT orderers, while they go on submitting', () => {
  let network: OnboardingNetwork;
  let applicant: Applicant;
  const load = { goes: true, acknowledged: [] as string[] };
  let loading: Promise<unknown> = Promise.resolve();

  beforeAll(async () => {
    network = await OnboardingNetwork.up({ members: MEMBERS, basePort: 25_200 });
    applicant = new Applicant('220200', 25_300, network.real);
  });
  afterAll(async () => {
    load.goes = false;
    await loading.catch(() => undefined);
    await applicant.remove();
    await network.remove();
  });

  /** One member after another proposes what nobody votes on. */
  const submitted = async (lane: number): Promise<void> => {
    for (let n = 0; load.goes; n++) {
      const nonce = `load ${String(lane)} ${String(n)}`;
      const argument = { kind: 'admit-member', body: entryOf('231000'), nonce };
      const result = await network
        .submit((lane + n) % MEMBERS, 'member', 'propose', argument)
        .catch((error: unknown) => {
          // In doubt and sent again: the first one had been ordered.
          if (error instanceof LedgerRejection && error.code === 'MOTION_EXISTS') return undefined;
          throw error;
        });
      if (result !== undefined) load.acknowledged.push((JSON.parse(result) as { motion: string }).motion);
    }
  };

  const recordsSeen = async (): Promise<ReadonlySet<string>> => {
    const seen = new Set<string>();
    const height = await network.ledgers[1]!.height();
    for await (const block of network.ledgers[1]!.blocks(0)) {
      for (const { valid, writes } of block.transactions) {
        if (valid) for (const { key } of writes) seen.add(key);
      }
      if (block.number + 1 >= height) break;
    }
    return seen;
  };

  it('is not admitted by three of seven, and by four it is', async () => {
    loading = Promise.all([submitted(0), submitted(1), submitted(2)]);
    loading.catch(() => undefined);
    const { id } = await network.desks[0]!.sponsor(await applicant.apply());
    for (let at = 1; at < MAJORITY - 1; at++) {
      expect((await network.desks[at]!.approve(id)).change.state).toBe('open');
    }
    await expect(network.desks[1]!.carryOut(id)).rejects.toMatchObject({ code: 'not-approved' });

    const from = performance.now();
    expect((await network.desks[MAJORITY - 1]!.approve(id)).change.state).toBe('approved');
    await network.desks[MAJORITY - 1]!.carryOut(id);
    const sponsor = network.real.member(0);
    const snapshot = await requestSnapshot(
      addressOf(network.real.home, sponsor, sponsor.peers[0]!),
      network.channelId,
      join(network.real.home.node(sponsor, 'peer0'), 'data', 'snapshots', 'completed'),
      network.real.signer(0, 'admin'),
    );
    const unsigned = invitationOf(await network.desks[0]!.configuration(), {
      network: 'nen-river',
      batchMs: 200,
      change: id,
      member: '220200',
      chaincode: { name: 'huren', version: '1' },
      snapshot,
    });
    const certificates = network.real.home.certificates(sponsor);
    const invitation = signInvitation(unsigned, sponsor.id, certificates);
    const joined = await joinNetwork(applicant.join, parseInvitation(invitationText(invitation)), {
      admissionMs: 30_000,
    });
    process.stdout.write(
      `eighth of seven under load: last approval to first transaction ${(performance.now() - from).toFixed(0)} ms, ${String(load.acknowledged.length)} transactions meanwhile\n`,
    );
    expect(joined.committed).toBe(true);
    expect(await network.desks[2]!.find(id)).toMatchObject({ state: 'done' });
  });

  it('leaves eight members in the channel and the same four orderers, and loses nothing acknowledged', async () => {
    load.goes = false;
    await loading;
    const parts = readParts(await network.desks[2]!.configuration());
    expect(parts.members).toHaveLength(MEMBERS + 1);
    expect(parts.consenters).toHaveLength(4);
    const seen = await recordsSeen();
    expect(load.acknowledged.length).toBeGreaterThan(0);
    expect(load.acknowledged.filter((id) => !seen.has(`motion/${id}`))).toEqual([]);
  });

  it('gives the newcomer a voice: its own peer’s gateway gathers five of eight endorsements', async () => {
    const operator = applicant.home.certificates(applicant.member).signer('operator');
    const [plan] = applicant.member.peers;
    const ledger = openFabricGateway({
      channelId: network.channelId,
      chaincode: 'huren',
      peers: [addressOf(applicant.home, applicant.member, plan!)],
      reader: operator,
    });
    network.ledgers.push(ledger);
    const argument = { kind: 'admit-member', body: entryOf('231000'), nonce: 'newcomer' };
    const result = await network.submit(MEMBERS, 'member', 'propose', argument, operator);
    expect(JSON.parse(result)).toMatchObject({ state: 'open' });
  });
});
