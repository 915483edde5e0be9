import { createHash } from 'node:crypto';
import {
  array,
  canonicalJson,
  integer,
  literal,
  object,
  oneOf,
  optional,
  readJson,
  string,
  type Infer,
  type JsonValue,
} from '@huren/chaincode/domain';
import type { NodeAddress } from '../fabric/peer-connection';
import { memberMspId } from '../identity';
import { anchorAddresses, ordererAddresses, readParts, type ChannelConfiguration } from '../channel';

/** Characters of an invitation; that of a network of 50 members has about 150,000. */
const invitationChars = 1024 * 1024;

const text = string({ min: 1, max: 256 });
/** PEM has line ends, which the strict reader takes nowhere else. */
const pem = (value: JsonValue, path = ''): string => {
  const lines = array(string({ max: 80 }), { min: 3, max: 400 })(value, path);
  return `${lines.join('\n')}\n`;
};
const node = object({ address: string({ pattern: /^[A-Za-z0-9][A-Za-z0-9.-]*:\d{2,5}$/ }), tlsCa: pem });
const digest = string({ pattern: /^[A-Za-z0-9_-]{43}$/ });

const shape = object({
  type: literal('huren-invitation/1'),
  network: string({ pattern: /^[a-z][a-z0-9-]{0,31}$/ }),
  channel: string({ pattern: /^[a-z][a-z0-9.-]{0,63}$/ }),
  consensus: oneOf(['bft', 'raft']),
  batchMs: integer({ min: 10, max: 60_000 }),
  /** The change that admits the applicant, and the applicant. */
  change: digest,
  member: string({ pattern: /^[0-9A-Z]{6,18}$/ }),
  chaincode: object({ name: text, version: text }),
  /** Hash of the channel's first block, hex: which chain is meant, whoever delivers it. */
  genesis: optional(string({ pattern: /^[0-9a-f]{64}$/ })),
  peers: array(node, { min: 1, max: 200 }),
  orderers: array(node, { min: 1, max: 200 }),
  /** A snapshot at the member that wrote this: its folder there, and the SHA-256 of its signable metadata. */
  snapshot: optional(object({ folder: string({ min: 1, max: 1024 }), height: integer(), digest })),
  /** Whose administrator signed it, and the certificate's DER. */
  maker: object({
    member: string({ pattern: /^[0-9A-Z]{6,18}$/ }),
    certificate: string({ min: 64, max: 16_384, pattern: /^[A-Za-z0-9_-]+$/ }),
  }),
  /** base64url of the raw ECDSA signature with SHA-256 over the file's text with an empty one in this place. */
  signature: string({ min: 86, max: 86, pattern: /^[A-Za-z0-9_-]+$/ }),
});

/**
 * What an applicant needs to find the network once it is admitted: public addresses and TLS CAs, no secret. The
 * configuration itself is then read from the peers of two members, which must give the same, and whoever signed this
 * file must be an administrator by it. Before that the applicant knows nobody's key: the file's digest is compared by
 * telephone, as the application's was.
 */
export type Invitation = Infer<typeof shape>;
/** What `signInvitation` signs. */
export type UnsignedInvitation = Omit<Invitation, 'maker' | 'signature'>;

/** The invitation by this configuration. */
export function invitationOf(
  configuration: ChannelConfiguration,
  rest: Pick<Invitation, 'network' | 'batchMs' | 'change' | 'member' | 'chaincode' | 'genesis' | 'snapshot'>,
): UnsignedInvitation {
  const { members, ...parts } = readParts(configuration);
  // Where it is admitted already, the applicant itself is one of them.
  const others = members.filter(({ mspId }) => mspId !== memberMspId(rest.member));
  return {
    ...rest,
    type: 'huren-invitation/1',
    channel: configuration.channelId,
    consensus: parts.consensus,
    peers: anchorAddresses({ ...parts, members: others }).map(plainNode),
    orderers: ordererAddresses({ ...parts, members: others }).map(plainNode),
  };
}

/** PEM ends with one line end, whoever wrote it into the channel. */
function plainNode({ address, tlsCa }: NodeAddress): NodeAddress {
  return { address, tlsCa: `${tlsCa.trim().replace(/[\r\n]+/g, '\n')}\n` };
}

/** @throws MalformedError */
export function parseInvitation(text_: string): Invitation {
  return shape(readJson(text_, { maxLength: invitationChars }));
}

/** base64url SHA-256 of the file's text: what is compared by telephone. */
export function invitationDigest(invitation: Invitation): string {
  return createHash('sha256').update(invitationText(invitation)).digest('base64url');
}

export function invitationText(invitation: Invitation): string {
  const lines = (nodes: Invitation['peers']) =>
    nodes.map(({ address, tlsCa }) => ({ address, tlsCa: tlsCa.trimEnd().split('\n') }));
  const plain = { ...invitation, peers: lines(invitation.peers), orderers: lines(invitation.orderers) };
  return `${canonicalJson(plain)}\n`;
}
