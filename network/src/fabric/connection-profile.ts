import { readFileSync } from 'node:fs';
import type { NodeAddress } from './peer-connection';

/** The part of a Fabric connection profile (common connection profile 1.0) that is read; the rest is passed on. */
export interface ConnectionProfile {
  readonly name: string;
  readonly version: string;
  readonly client: { readonly organization: string };
  readonly organizations: Readonly<
    Record<string, { readonly mspid: string; readonly peers: readonly string[] }>
  >;
  readonly peers: Readonly<
    Record<
      string,
      {
        readonly url: string;
        readonly tlsCACerts: { readonly pem?: string; readonly path?: string };
        readonly grpcOptions?: Readonly<Record<string, string | number>>;
      }
    >
  >;
}

/** A profile for a member that has none: its own peers; discovery finds the others. */
export function connectionProfile(mspId: string, peers: readonly NodeAddress[]): ConnectionProfile {
  const named = peers.map((node, at) => [`peer${String(at)}`, node] as const);
  return {
    name: mspId,
    version: '1.0',
    client: { organization: mspId },
    organizations: { [mspId]: { mspid: mspId, peers: named.map(([name]) => name) } },
    peers: Object.fromEntries(
      named.map(([name, { address, tlsCa }]) => [
        name,
        { url: `grpcs://${address}`, tlsCACerts: { pem: tlsCa } },
      ]),
    ),
  };
}

/** The member's own peers of a profile, for reading blocks. @throws Error when a TLS CA cannot be read */
export function peersOfProfile(profile: ConnectionProfile): readonly NodeAddress[] {
  const own = profile.organizations[profile.client.organization]?.peers ?? [];
  return own.map((name) => {
    const plan = profile.peers[name];
    const address = plan === undefined ? undefined : /^grpcs:\/\/([^/]+)$/.exec(plan.url)?.[1];
    if (plan === undefined || address === undefined) {
      throw new RangeError('a peer of the connection profile has no grpcs URL');
    }
    const { pem, path } = plan.tlsCACerts;
    return { address, tlsCa: pem ?? readFileSync(path ?? '', 'utf8') };
  });
}
