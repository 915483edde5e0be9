import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import {
  applicationDigest,
  canonicalJson,
  MalformedError,
  parseApplication,
  type JsonValue,
  type MemberApplication,
  type NetworkChange,
} from '@huren/chaincode/domain';
import {
  computeUpdate,
  groupAt,
  quorumsOf,
  type ConfigGroup,
  type Organisation,
} from '@huren/network/channel';
import {
  applicationText,
  checkApplication,
  checkMaker,
  invitationDigest,
  invitationOf,
  invitationText,
  isInForce,
  isIntact,
  joinedTopology,
  keepInvitation,
  makeApplication,
  parseInvitation,
  parseMemberFile,
  pemOf,
  plainMember,
  planOf,
  preflight,
  reviewOf,
  signInvitation,
  withMember,
  withoutMember,
  wordsOf,
  writeMemberFile,
  type Invitation,
} from '@huren/network/onboarding';
import { NetworkHome, OperatorFault } from '@huren/network/operator';
import { treeDigest } from '@huren/network/channel';
import { channelOf, organisationOf } from './channel-blocks';

const now = new Date();
const dayMs = 86_400_000;
const later = (days: number): Date => new Date(now.getTime() + days * dayMs);
const memberFile = plainMember({
  id: '231100',
  name: { zh: '黑河（演示）', en: 'Heihe (demo)' },
  region: '231100',
  host: '127.0.0.1',
  firstPort: 25_900,
  scope: { roles: ['issuing', 'relying'], note: '演示' },
});

let folder: string;
let home: NetworkHome;
let application: MemberApplication;
let text: string;
let members: Organisation[];
let root: ConfigGroup;

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'huren-onboarding-')));
  const plan = planOf(memberFile);
  const topology = {
    network: 'n',
    channel: 'huren',
    consensus: 'bft' as const,
    batchMs: 200,
    members: [plan],
  };
  home = new NetworkHome(folder, topology);
  await home.ensureCertificates(now);
  application = makeApplication(plan, home.certificates(plan), wordsOf(memberFile), now);
  text = applicationText(application);
  members = await Promise.all(['230200', '220800', '150700', '230600', '220700'].map(organisationOf));
  root = channelOf(members, 4);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

type Changes = (statement: Record<string, unknown>) => object;
/** The file with other words under the same signature. */
const altered = (changes: Changes): MemberApplication => {
  const statement = application.statement as unknown as Record<string, unknown>;
  const file = { ...application, statement: { ...statement, ...changes(statement) } };
  return parseApplication(canonicalJson(file as unknown as JsonValue));
};
const codes = (file: MemberApplication, at = now): string[] =>
  checkApplication(file, at).map(({ what, code }) => `${what} ${code}`);

describe('an application', () => {
  it('reads as it was written, vouches for itself, and has one digest', () => {
    const read = parseApplication(text.trimEnd());
    expect(read).toEqual(application);
    expect(codes(read)).toEqual([]);
    expect(applicationDigest(read.statement)).toMatch(/^[\w-]{43}$/);
    expect(applicationDigest(altered(() => ({ madeAt: later(1).toISOString() })).statement)).not.toBe(
      applicationDigest(read.statement),
    );
  });

  it('keeps certificates in the one spelling that OpenSSL writes', () => {
    const [peer] = application.statement.peers;
    const path = home.certificates(planOf(memberFile)).path('peer0', 'tls', 'cert.pem');
    expect(pemOf(peer!.tls).trim().split('\n')).toEqual(
      expect.arrayContaining(['-----BEGIN CERTIFICATE-----', '-----END CERTIFICATE-----']),
    );
    expect(path).toContain('peer0');
  });

  it('with any character changed is malformed, at fault, or says the same', () => {
    const plain = text.trimEnd();
    fc.assert(
      fc.property(
        fc.nat(plain.length - 1),
        fc.constantFrom('0', 'A', 'z', '-', '"', '}', ' ', '改'),
        (at, put) => {
          const changed = plain.slice(0, at) + put + plain.slice(at + 1);
          let read: MemberApplication;
          try {
            read = parseApplication(changed);
          } catch (error) {
            expect(error).toBeInstanceOf(MalformedError);
            return;
          }
          if (canonicalJson(read) === plain) return;
          expect(checkApplication(read, now).length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('of any text is an application or malformed, and never fails otherwise', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (any) => {
        expect(() => parseApplication(any)).toThrow(MalformedError);
      }),
    );
  });

  it.each<[string, Changes, string]>([
    ['another version', () => ({ type: 'huren-member-application/2' }), 'unknown-value'],
    ['a foreign MSP', (s) => ({ member: { ...(s['member'] as object), msp: 'Huren230200MSP' } }), 'bad-msp'],
    ['no peer', () => ({ peers: [] }), 'too-few-items'],
    [
      'a peer twice',
      (s) => ({ peers: [...(s['peers'] as object[]), ...(s['peers'] as object[])] }),
      'repeated-item',
    ],
    [
      'a privileged port',
      (s) => ({ chaincode: { ...(s['chaincode'] as object), port: 443 } }),
      'out-of-range',
    ],
    [
      'a host with a space',
      (s) => ({ chaincode: { ...(s['chaincode'] as object), host: 'a b' } }),
      'bad-pattern',
    ],
    ['an unknown field', () => ({ surprise: 1 }), 'unknown-field'],
    ['nothing asked for', () => ({ scope: { roles: [], note: '' } }), 'too-few-items'],
  ])('with %s is malformed', (_why, changes, code) => {
    try {
      altered(changes);
      throw new Error('it was read');
    } catch (error) {
      expect(error).toMatchObject({ code });
    }
  });

  type Certificates = Readonly<Record<string, string>>;
  it.each<[string, Changes, string[]]>([
    [
      'a word altered',
      (s) => ({ scope: { ...(s['scope'] as object), note: '改动' } }),
      ['application bad-signature'],
    ],
    [
      'a client’s certificate as administrator’s',
      (s) => {
        const [peer] = s['peers'] as { identity: string }[];
        return { certificates: { ...(s['certificates'] as Certificates), admin: peer!.identity } };
      },
      ['application not-an-administrator', 'admin WRONG_ROLE'],
    ],
    [
      'the TLS CA as CA of identities',
      (s) => {
        const certificates = s['certificates'] as Certificates;
        return { certificates: { ...certificates, ca: certificates['tlsCa']! } };
      },
      ['application not-of-its-ca', 'admin NOT_OF_CA', 'peer0 identity NOT_OF_CA'],
    ],
    [
      'another host than its TLS certificate names',
      (s) => ({ peers: (s['peers'] as object[]).map((peer) => ({ ...peer, host: 'peer.example' })) }),
      ['application bad-signature', 'peer0 tls NO_HOST'],
    ],
    [
      'a leaf where a CA should be',
      (s) => {
        const certificates = s['certificates'] as Certificates;
        return { certificates: { ...certificates, tlsCa: certificates['admin']! } };
      },
      ['application bad-signature', 'tls-ca NOT_A_CA', 'peer0 tls NOT_OF_CA', 'chaincode tls NOT_OF_CA'],
    ],
  ])('with %s is at fault, each certificate by name', (_why, changes, faults) => {
    expect(codes(altered(changes))).toEqual(faults);
  });

  it.each([
    ['expired', 400, 'EXPIRED'],
    ['not yet valid', -1, 'NOT_YET_VALID'],
  ])('with certificates that are %s by the reader’s clock is at fault', (_why, days, code) => {
    expect(codes(application, later(days))).toContain(`admin ${code}`);
    expect(codes(application, later(days))).toContain(`peer0 tls ${code}`);
  });
});

describe('a preflight', () => {
  it('tells a closed port from a service without TLS', async () => {
    const squatter = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end('no TLS here');
    }).listen(25_900, '127.0.0.1');
    await once(squatter, 'listening');
    const signer = home.certificates(planOf(memberFile)).signer('admin');
    const found = await preflight(application, signer, Date.now);
    squatter.close();
    expect(found.map(({ endpoint, code }) => [endpoint, code])).toEqual([
      ['peer0 127.0.0.1:25900', 'no-tls'],
      ['chaincode 127.0.0.1:25902', 'closed'],
    ]);
  });
});

const configuration = (group: ConfigGroup, sequence = 4) => ({
  channelId: 'huren',
  sequence,
  digest: treeDigest(sequence, group),
  root: group,
});

function changeOf(target: ConfigGroup, rest: Partial<NetworkChange> = {}): NetworkChange {
  const { sequence, digest } = configuration(root);
  return {
    id: 'x'.repeat(43),
    kind: 'admit-member',
    member: '231100',
    application,
    sponsor: '230200',
    voters: ['150700', '220700', '220800', '230200', '230600'],
    threshold: 3,
    round: 1,
    begunBy: ['230200'],
    base: { sequence, digest },
    update: Buffer.from(computeUpdate('huren', root, target)).toString('base64url'),
    quorums: quorumsOf(root, target),
    approvals: [{ member: '230200', msp: 'Huren230200MSP', header: '', signature: '' }],
    state: 'open',
    ...rest,
  };
}

describe('a review', () => {
  it('of a file that nobody filed asks for a majority and shows the one group that comes', () => {
    const review = reviewOf({ application }, configuration(root), [], now);
    expect(review).toMatchObject({ base: 'not-filed', faults: [], signed: [], stillNeeded: 3 });
    expect(review.differences.map(({ path }) => path)).toEqual(['Application/Huren231100MSP']);
    expect(review.effects.map(({ en }) => en)).toEqual([
      'endorsement: 5 → 6 members, 3 → 4 of them for each transaction; 2 may be away',
      'ordering: still 4 orderers, quorum 3, 1 may fail',
    ]);
  });

  it('counts who signed, and names who may still', () => {
    const review = reviewOf(
      { change: changeOf(withMember(root, application)) },
      configuration(root),
      [],
      now,
    );
    expect(review).toMatchObject({ base: 'stands', signed: ['230200'], stillNeeded: 2 });
    expect(review.mayStillSign).toEqual(['150700', '220700', '220800', '230600']);
  });

  it('says that a change in between voided every signature', () => {
    const moved = { ...root, version: root.version + 1 };
    const review = reviewOf(
      { change: changeOf(withMember(root, application)) },
      configuration(moved, 5),
      [],
      now,
    );
    expect(review).toMatchObject({ base: 'void', signed: [], stillNeeded: 3 });
  });

  it('does not believe that a change is done which the channel does not have', () => {
    const now = configuration(root);
    const base = { sequence: now.sequence, digest: now.digest };
    const said = changeOf(withMember(root, application), { base, state: 'done' });
    expect(reviewOf({ change: said }, now, [], new Date()).base).toBe('said-done');
  });

  it('says what is in force, and asks for nobody then', () => {
    const target = withMember(root, application);
    const change = changeOf(target, { state: 'approved' });
    expect(isInForce(change, configuration(target, 5))).toBe(true);
    expect(reviewOf({ change }, configuration(target, 5), [], now)).toMatchObject({
      base: 'in-force',
      differences: [],
      stillNeeded: 0,
    });
  });
});

describe('a removal', () => {
  it('takes the member out of the group that decides', () => {
    const rest = withoutMember(root, '220700');
    expect(groupAt(rest, 'Application', 'Huren220700MSP')).toBeUndefined();
    expect([...groupAt(rest, 'Application')!.groups.keys()]).toHaveLength(4);
    const change = changeOf(rest, { kind: 'remove-member', member: '220700' });
    const { application: _application, ...removal } = change;
    const review = reviewOf({ change: removal }, configuration(root), [], now);
    expect(review.effects[0]!.en).toContain('5 → 4 members, 3 → 3 of them');
  });

  it.each([
    ['whose orderer BFT cannot do without', '230200', 4, 'quorum-would-break'],
    ['that still orders', '230200', 5, 'still-orders'],
    ['that the channel does not know', '231100', 4, 'not-in-channel'],
  ])('of a member %s is refused', (_why, member, ordering, code) => {
    expect(() => withoutMember(channelOf(members, ordering), member)).toThrow(
      expect.objectContaining({ code }) as Error,
    );
  });
});

describe('an invitation', () => {
  // Its maker is a member that came earlier, with certificates like any other's.
  const admitted = () => configuration(withMember(root, application));
  const maker = () => home.certificates(home.own[0]!);
  const made = (): Invitation => {
    const unsigned = invitationOf(admitted(), {
      network: 'nen-river',
      batchMs: 200,
      change: 'c'.repeat(43),
      member: '231100',
      chaincode: { name: 'huren', version: '1' },
      genesis: 'a'.repeat(64),
      snapshot: { folder: '/tmp/snapshot', height: 9, digest: 'd'.repeat(43) },
    });
    return signInvitation(unsigned, '231100', maker());
  };

  it('reads as it was written, and never names the applicant’s own peers', () => {
    const invitation = made();
    expect(parseInvitation(invitationText(invitation).trimEnd())).toEqual(invitation);
    expect(invitation.peers).toHaveLength(5);
    expect(invitation.orderers).toHaveLength(4);
    expect(invitation.peers.map(({ address }) => address)).not.toContain('127.0.0.1:25900');
  });

  it('has another digest when any peer or the first block is another', () => {
    const invitation = made();
    const other = { ...invitation, genesis: 'b'.repeat(64) };
    const fewer = { ...invitation, peers: invitation.peers.slice(1) };
    expect(new Set([invitation, other, fewer].map(invitationDigest)).size).toBe(3);
    expect(invitationDigest(parseInvitation(invitationText(invitation).trimEnd()))).toBe(
      invitationDigest(invitation),
    );
  });

  it('is of an administrator of the member that it names, by the channel', () => {
    expect(isIntact(made())).toBe(true);
    expect(() => {
      checkMaker(made(), admitted(), now);
    }).not.toThrow();
  });

  it.each<[string, (one: Invitation) => Invitation, Date, string]>([
    [
      'whose peers were exchanged',
      (one) => ({ ...one, peers: one.peers.slice(1) }),
      now,
      'invitation-altered',
    ],
    ['with another snapshot', (one) => ({ ...one, snapshot: undefined as never }), now, 'invitation-altered'],
    ['without a signature', (one) => ({ ...one, signature: 'A'.repeat(86) }), now, 'invitation-altered'],
    [
      'whose certificate is none',
      (one) => ({ ...one, maker: { ...one.maker, certificate: 'A'.repeat(64) } }),
      now,
      'invitation-altered',
    ],
    ['signed for another member', (one) => resigned(one, '230200', 'admin'), now, 'invitation-of-stranger'],
    [
      'of a member that the channel lacks',
      (one) => resigned(one, '999999', 'admin'),
      now,
      'invitation-of-stranger',
    ],
    ['signed by a peer', (one) => resigned(one, '231100', 'peer0'), now, 'invitation-of-stranger'],
    ['whose certificate has ended', (one) => one, later(4000), 'invitation-of-stranger'],
  ])('%s is refused', (_why, alter, at, code) => {
    expect(
      faultOf(() => {
        checkMaker(alter(made()), admitted(), at);
      }),
    ).toBe(code);
  });

  const faultOf = (act: () => void): string => {
    try {
      act();
      return 'none';
    } catch (error) {
      return error instanceof OperatorFault ? error.code : String(error);
    }
  };
  const resigned = (
    { maker: _maker, signature: _signature, ...unsigned }: Invitation,
    member: string,
    office: string,
  ): Invitation => {
    const certificates = maker();
    return signInvitation(unsigned, member, {
      identity: () => certificates.identity(office),
    });
  };

  it('makes the folder of a member that joined one that knows its own nodes; any other folder is none', () => {
    const joined = mkdtempSync(join(tmpdir(), 'huren-joined-'));
    try {
      writeFileSync(join(joined, 'member.yaml'), writeMemberFile(memberFile));
      expect(joinedTopology(joined)).toBeUndefined();
      keepInvitation(joined, made());
      expect(joinedTopology(joined)).toMatchObject({
        channel: configuration(root).channelId,
        consensus: 'bft',
        members: [{ id: '231100', orderers: [] }],
      });
    } finally {
      rmSync(joined, { recursive: true });
    }
  });

  it.each([
    ['a first block that is no hash', (t: string) => t.replace('a'.repeat(64), 'A'.repeat(64))],
    ['another version', (t: string) => t.replace('huren-invitation/1', 'huren-invitation/2')],
    ['no peers', (t: string) => t.replace(/"peers":\[.*?\}\]/, '"peers":[]')],
    ['an unknown field', (t: string) => t.replace('{', '{"a":1,')],
    ['an address without a port', (t: string) => t.replace('127.0.0.1:7000', '127.0.0.1')],
  ])('with %s is malformed', (_why, alter) => {
    const plain = invitationText(made()).trimEnd();
    expect(alter(plain)).not.toBe(plain);
    expect(() => parseInvitation(alter(plain))).toThrow(MalformedError);
  });
});

describe('member.yaml', () => {
  const yaml = writeMemberFile(memberFile);

  it('reads as it was written', () => {
    expect(parseMemberFile(yaml)).toEqual(memberFile);
  });

  it.each([
    ['a port used twice', (t: string) => t.replace('25902', '25900'), 'repeated-port'],
    ['an unknown field', (t: string) => `${t}surprise: 1\n`, 'unknown-field'],
    ['a key twice', (t: string) => `${t}region: "231100"\n`, 'bad-yaml'],
    ['an anchor', (t: string) => t.replace('note: 演示', 'note: &a 演示\n  also: *a'), 'alias'],
    ['a name that is too long', (t: string) => t.replace('Heihe (demo)', 'x'.repeat(65)), 'too-long'],
  ])('with %s is malformed', (_why, alter, code) => {
    expect(alter(yaml)).not.toBe(yaml);
    try {
      parseMemberFile(alter(yaml));
      throw new Error('it was read');
    } catch (error) {
      expect(error).toMatchObject({ code });
    }
  });
});
