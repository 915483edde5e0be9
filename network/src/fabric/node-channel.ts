import { isIP } from 'node:net';
import { checkServerIdentity } from 'node:tls';
import { credentials, type ChannelCredentials } from '@grpc/grpc-js';

/** A node that listens with TLS. */
export interface NodeAddress {
  /** `host:port`. */
  readonly address: string;
  /** PEM of the TLS CAs that its certificate may come from. */
  readonly tlsCa: string;
}

/** Settings of every gRPC connection to a node: large messages, and pings that find a dead connection. */
export const grpcOptions = {
  'grpc.max_receive_message_length': 100 * 1024 * 1024,
  'grpc.max_send_message_length': 100 * 1024 * 1024,
  'grpc.keepalive_time_ms': 15_000,
  'grpc.keepalive_timeout_ms': 5_000,
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 2_000,
} as const;

type Channel = readonly [
  address: string,
  secured: ChannelCredentials,
  options: Readonly<Record<string, unknown>>,
];

/** What the client asks for where it has no name: servers with one certificate do not look at it. */
const nameless = 'node.invalid';

/**
 * What a gRPC client of the node is made with. A TLS server name is never an address (RFC 6066, 3): a node that is known
 * by its address alone is asked for by another name, and its certificate must be that of the address all the same.
 */
export function channelTo({ address, tlsCa }: NodeAddress): [...Channel] {
  const host = address.slice(0, address.lastIndexOf(':')).replace(/^\[(.*)\]$/, '$1');
  const roots = Buffer.from(tlsCa);
  if (isIP(host) === 0) return [address, credentials.createSsl(roots), grpcOptions];
  const secured = credentials.createSsl(roots, null, null, {
    checkServerIdentity: (_name, certificate) => checkServerIdentity(host, certificate),
  });
  return [address, secured, { ...grpcOptions, 'grpc.ssl_target_name_override': nameless }];
}
