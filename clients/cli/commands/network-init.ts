import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '@huren/network/certificates';
import { certifiedNodes, NetworkHome } from '@huren/network/operator';
import { demoTopology, toleratedFaults, writeNetworkFile, type Topology } from '@huren/network/topology';
import type { CommandEntry } from '../command';
import type { Given } from '../given';
import { bilingual } from '../language';
import type { Session } from '../session';
import { EXIT, type ExitCode, usage } from '../trouble';
import { folderOf, folderOption, guarded, homeOf, memberOption, parseTopology } from './network-folder';

export const initCommands: readonly CommandEntry[] = [
  {
    path: ['network', 'init'],
    summary: bilingual(
      '生成 network.yaml（演示网络，可再修改）',
      'write a network.yaml of the demo, to be edited',
    ),
    options: [
      folderOption,
      {
        flags: '--members <number>',
        summary: bilingual('成员数，1 至 7（默认 7）', 'members, 1 to 7 (default: 7)'),
      },
      {
        flags: '--consensus <kind>',
        choices: ['bft', 'raft'],
        summary: bilingual('共识方式（默认 bft）', 'how orderers agree (default: bft)'),
      },
      {
        flags: '--base-port <port>',
        summary: bilingual('首个端口（默认 17000）', 'first port (default: 17000)'),
      },
      {
        flags: '--hosts <pattern>',
        summary: bilingual(
          '各节点的主机名，如 {node}-{member}.huren.svc（默认 127.0.0.1）',
          'host names of the nodes, e.g. {node}-{member}.huren.svc (default: 127.0.0.1)',
        ),
      },
      {
        flags: '--own-ca',
        summary: bilingual(
          '证书由各成员自有证书机构签发，本机不存放其私钥',
          'certificates come from each member’s own CA, whose key is not here',
        ),
      },
    ],
    run: (session, given) => Promise.resolve(init(session, given)),
  },
  {
    path: ['network', 'requests'],
    summary: bilingual(
      '为自有证书机构生成密钥与证书申请（PKCS #10）',
      'make keys and requests (PKCS #10) for a member’s own CA',
    ),
    options: [folderOption, memberOption],
    notes: bilingual(
      '将两个证书机构的证书放到 certificates/ID/ca/cert.pem 与 certificates/ID/tls-ca/cert.pem；签发的证书放在各申请所在目录（身份证书在其 signcerts/cert.pem，TLS 证书为 cert.pem）。',
      'Place the two CA certificates at certificates/ID/ca/cert.pem and certificates/ID/tls-ca/cert.pem, and what they issue beside each request (identities as signcerts/cert.pem, TLS as cert.pem).',
    ),
    run: (session, given) => guarded(() => requests(session, given)),
  },
];

function init(session: Session, given: Given): ExitCode {
  const folder = folderOf(session, given);
  const path = join(folder, 'network.yaml');
  if (existsSync(path)) {
    throw usage(
      'network-exists',
      `${path} 已存在，未作改动；请直接修改该文件，或用 --dir 指定其他目录。`,
      `${path} is there and was left as it is; edit it, or name another folder by --dir.`,
    );
  }
  const consensus = given.text('consensus') === 'raft' ? 'raft' : 'bft';
  const topology = chosenTopology(given, consensus);
  const text = writeNetworkFile(topology);
  parseTopology(text);
  writeWhole(path, text);
  const orderers = topology.members.reduce((sum, member) => sum + member.orderers.length, 0);
  const summary = {
    path,
    members: topology.members.length,
    orderers,
    consensus,
    tolerates: toleratedFaults(consensus, orderers),
  };
  const next = given.flag('ownCa') ? 'huren network requests' : 'huren network up';
  session.show(summary, () => [
    session.say({
      zh: `已写入 ${path}：${summary.members} 个成员，${orderers} 个排序节点（${consensus}，可容忍 ${summary.tolerates} 个故障）。下一步：${next}`,
      en: `Wrote ${path}: ${summary.members} members, ${orderers} orderers (${consensus}, ${summary.tolerates} may fail). Next: ${next}`,
    }),
  ]);
  return EXIT.ok;
}

function chosenTopology(given: Given, consensus: 'bft' | 'raft'): Topology {
  const members = given.count('members');
  const basePort = given.count('basePort');
  const hosts = given.text('hosts');
  try {
    const topology = demoTopology({
      consensus,
      ...(members === undefined ? {} : { members }),
      ...(basePort === undefined ? {} : { basePort }),
      ...(hosts === undefined ? {} : { hosts }),
    });
    if (!given.flag('ownCa')) return topology;
    return { ...topology, members: topology.members.map((member) => ({ ...member, ownCa: true })) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw usage(
      'bad-members',
      '成员数应为 1 至 7，主机名样式须含 {node} 与 {member}；请改正后重试。',
      'Members are 1 to 7, and a pattern of hosts names {node} and {member}; correct it and try again.',
    );
  }
}

async function requests(session: Session, given: Given): Promise<ExitCode> {
  const home: NetworkHome = homeOf(session, given);
  const written: string[] = [];
  for (const member of home.own.filter((one) => one.ownCa === true)) {
    written.push(...(await home.certificates(member).writeRequests(certifiedNodes(member))));
  }
  session.show({ requests: written }, () =>
    written.length > 0
      ? written
      : [
          session.say({
            zh: '没有待申请的证书：各证书都已在，或 network.yaml 中没有 ownCa: true 的成员。',
            en: 'Nothing to request: the certificates are there, or no member of network.yaml has ownCa: true.',
          }),
        ],
  );
  return EXIT.ok;
}
