import { X509Certificate } from 'node:crypto';
import { connect as connectSocket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { MemberApplication } from '@huren/chaincode/domain';
import type { NodeAddress } from '../fabric/peer-connection';
import type { Signer } from '../ledger';
import type { Words } from '../operator/operator-fault';
import { peerTime } from '../operator/peer-clock';
import { pemOf } from './application-file';

/** How one of the applicant's endpoints answers from here. */
export interface EndpointFinding {
  /** `peer0 127.0.0.1:17000`. */
  readonly endpoint: string;
  readonly code: 'ok' | 'closed' | 'no-tls' | 'other-certificate' | 'clock-off' | 'clock-unknown';
  readonly words: Words;
}

const withinMs = 3_000;
/** Peers endorse nothing whose time is further from theirs than this (core.yaml, authentication.timewindow). */
export const clockLimitMs = 15 * 60_000;

/**
 * Looks at the applicant's endpoints from here: whether they listen, whether their TLS certificate is the one of the
 * application and comes from its TLS CA, and how far the peers' clocks are from this one.
 */
export async function preflight(
  application: MemberApplication,
  asker: Signer,
  now: () => number,
): Promise<readonly EndpointFinding[]> {
  const { certificates, peers, orderers = [], chaincode } = application.statement;
  const tlsCa = pemOf(certificates.tlsCa);
  const places = [
    ...peers.map((node) => ({ ...node, isPeer: true })),
    ...orderers.map((node) => ({ ...node, isPeer: false })),
    { ...chaincode, name: 'chaincode', isPeer: false },
  ];
  const found = await Promise.all(
    places.map(async ({ name, host, port, tls, isPeer }) => {
      const endpoint = `${name} ${host}:${String(port)}`;
      const reached = await reach(host, port, tlsCa, tls);
      const findings: EndpointFinding[] = [{ endpoint, code: reached, words: words[reached] }];
      if (reached === 'ok' && isPeer) {
        findings.push(await clockOf(endpoint, { address: `${host}:${String(port)}`, tlsCa }, asker, now));
      }
      return findings;
    }),
  );
  return found.flat();
}

const words = {
  ok: { zh: '可达，证书相符', en: 'answers with its certificate' },
  closed: { zh: '端口未开或不可达', en: 'the port is closed or cannot be reached' },
  'no-tls': { zh: '不是 TLS 服务，或证书不是其 TLS CA 签发', en: 'no TLS, or a certificate of another CA' },
  'other-certificate': {
    zh: '出示的证书与申请不符',
    en: 'it shows another certificate than the application',
  },
} as const satisfies Readonly<Partial<Record<EndpointFinding['code'], Words>>>;

async function reach(
  host: string,
  port: number,
  ca: string,
  expected: string,
): Promise<'ok' | 'closed' | 'no-tls' | 'other-certificate'> {
  const isOpen = await new Promise<boolean>((resolve) => {
    const socket = connectSocket({ host, port });
    const done = (open: boolean) => (): void => {
      socket.destroy();
      resolve(open);
    };
    socket.on('error', done(false)).once('connect', done(true)).setTimeout(withinMs, done(false));
  });
  if (!isOpen) return 'closed';
  if (!isCertificate(ca)) return 'no-tls';
  return new Promise((resolve) => {
    // A chaincode server asks for a client's certificate and ends the connection later: its own is seen before.
    const socket = connectTls({ host, port, ca, ALPNProtocols: ['h2'] });
    const done = (seen: 'ok' | 'no-tls' | 'other-certificate'): void => {
      socket.destroy();
      resolve(seen);
    };
    socket.once('secureConnect', () => {
      const shown = socket.getPeerX509Certificate()?.raw;
      done(shown?.toString('base64url') === expected ? 'ok' : 'other-certificate');
    });
    // More than one error may come, and the later ones too are nobody's concern.
    socket.on('error', () => {
      done('no-tls');
    });
    socket.setTimeout(withinMs, () => {
      done('no-tls');
    });
  });
}

/** A TLS context takes no CA that cannot be read. */
function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).publicKey.type === 'public';
  } catch {
    return false;
  }
}

async function clockOf(
  endpoint: string,
  address: NodeAddress,
  asker: Signer,
  now: () => number,
): Promise<EndpointFinding> {
  const begun = now();
  const told = await peerTime(address, asker);
  if (told === undefined) {
    const unknown = { zh: '无法得知其时钟', en: 'its clock cannot be read from here' };
    return { endpoint, code: 'clock-unknown', words: unknown };
  }
  const seconds = Math.round((told - (begun + now()) / 2) / 1000);
  if (Math.abs(seconds) * 1000 <= clockLimitMs) {
    const small = { zh: `时钟相差 ${String(seconds)} 秒`, en: `its clock differs by ${String(seconds)} s` };
    return { endpoint, code: 'ok', words: small };
  }
  const off = {
    zh: `时钟相差 ${String(seconds)} 秒，超过 15 分钟：其交易会被全部节点拒绝；请先校时`,
    en: `its clock is off by ${String(seconds)} s, more than 15 minutes: every peer would refuse its transactions; set it first`,
  };
  return { endpoint, code: 'clock-off', words: off };
}
