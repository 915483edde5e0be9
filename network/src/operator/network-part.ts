import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { array, literal, object, optional, readJson, string, type Infer } from '@huren/chaincode/domain';
import { certificatesOf, MemberCertificates, writeWhole } from '../certificates';
import { writeNetworkFile, type MemberPlan } from '../topology';
import { checkGenesis, genesisDifferences } from './genesis';
import { publicNodes, type NetworkHome } from './home';
import { OperatorFault, type Words } from './operator-fault';

/** Longest file of parts, characters: 64 members and a first block. */
export const partFileChars = 8 * 1024 * 1024;

/** Base64 of DER, or of a block. */
const bytes = (max: number) => string({ min: 4, max, pattern: /^[A-Za-z0-9+/]+={0,2}$/ });
const certificate = bytes(16_384);

/**
 * What members exchange before their network runs, in one JSON file without any key or secret:
 *
 *     {"format":"huren-network-part/1","network":base64 of network.yaml,
 *      "members":[{"id","cas":[DER],"tlsCas":[DER],"orderers":[{"name","identity":DER,"tls":DER}]}],
 *      "genesis"?:base64 of the channel's first block}
 */
const partShape = object({
  format: literal('huren-network-part/1'),
  network: bytes(512 * 1024),
  members: array(
    object({
      id: string({ pattern: /^[0-9A-Z]{6,18}$/ }),
      cas: array(certificate, { min: 1, max: 8 }),
      tlsCas: array(certificate, { min: 1, max: 8 }),
      orderers: array(
        object({
          name: string({ pattern: /^[a-z][a-z0-9-]{0,31}$/ }),
          identity: certificate,
          tls: certificate,
        }),
        { max: 16 },
      ),
    }),
    { min: 1, max: 64 },
  ),
  genesis: optional(bytes(6 * 1024 * 1024)),
});

export type NetworkPart = Infer<typeof partShape>;

/** @throws MalformedError */
export function parsePart(text: string): NetworkPart {
  return partShape(readJson(text, { maxLength: partFileChars, maxString: partFileChars }));
}

/** The text of network.yaml that a part was made for. */
export function networkFileOf(part: NetworkPart): string {
  return Buffer.from(part.network, 'base64').toString('utf8');
}

/** Everything public that this folder holds: own members' parts, those imported, and the first block where it is made. */
export function exportPart(home: NetworkHome): NetworkPart {
  const base64 = (pem: string): string => new X509Certificate(pem).raw.toString('base64');
  const genesis = existsSync(home.genesisBlock)
    ? { genesis: readFileSync(home.genesisBlock).toString('base64') }
    : {};
  return {
    format: 'huren-network-part/1',
    network: Buffer.from(writeNetworkFile(home.topology)).toString('base64'),
    members: home.known.map((member) => {
      const certificates = home.certificates(member);
      const read = (path: string): string => base64(readFileSync(path, 'utf8'));
      return {
        id: member.id,
        cas: certificatesOf(certificates.trusted('identity')).map(base64),
        tlsCas: certificatesOf(certificates.trusted('tls')).map(base64),
        orderers: member.orderers.map(({ name }) => ({
          name,
          identity: read(certificates.leaf(name, 'identity')),
          tls: read(certificates.leaf(name, 'tls')),
        })),
      };
    }),
    ...genesis,
  };
}

/** A member whose part was taken in; its CAs' fingerprints are to be compared by another way. */
export interface ImportedMember {
  readonly id: string;
  readonly name: string;
  /** Hex SHA-256 of each CA certificate. */
  readonly fingerprints: readonly string[];
  readonly isNew: boolean;
}

/**
 * Takes in what other members exported. Own parts and parts that are here must be the same as those of the file; a
 * first block must say what network.yaml and the certificates say. Nothing is written when anything is wrong.
 * @throws OperatorFault `part-differs`, `part-of-another`, `genesis-differs`; CertificateFault
 */
export async function importPart(
  home: NetworkHome,
  part: NetworkPart,
  now: Date,
): Promise<readonly ImportedMember[]> {
  if (networkFileOf(part) !== writeNetworkFile(home.topology)) {
    throw new OperatorFault('part-of-another', {
      zh: '该文件所依据的 network.yaml 与本目录的不同，未导入任何内容；请各成员先使用同一份 network.yaml。',
      en: 'That file was made for another network.yaml than this folder’s, so nothing was imported; let all members use the same one.',
    });
  }
  const staged: { member: MemberPlan; folder: string; isNew: boolean; fingerprints: string[] }[] = [];
  try {
    for (const one of part.members) {
      const member = home.topology.members.find(({ id }) => id === one.id);
      if (member === undefined) throw differs(one.id);
      const folder = `${home.certificates(member).folder}.import`;
      const fingerprints = stage(folder, one);
      await new MemberCertificates(folder, member).checkPublic(publicNodes(member), now);
      const isNew = !existsSync(home.certificates(member).path('msp', 'cacerts'));
      if (!isNew && !samePublicPart(home.certificates(member), folder, member)) throw differs(one.id);
      staged.push({ member, folder, isNew, fingerprints });
    }
    for (const { member, folder, isNew } of staged) {
      if (!isNew || home.runs(member)) continue;
      renameSync(folder, home.certificates(member).folder);
    }
    if (part.genesis !== undefined) takeGenesis(home, Buffer.from(part.genesis, 'base64'));
  } finally {
    for (const one of part.members) {
      rmSync(join(home.folder, 'certificates', `${one.id}.import`), { recursive: true, force: true });
    }
  }
  return staged.map(({ member: { id, name }, fingerprints, isNew }) => ({ id, name, fingerprints, isNew }));
}

const pem = (der: string): string =>
  `-----BEGIN CERTIFICATE-----\n${(der.match(/.{1,64}/g) ?? []).join('\n')}\n-----END CERTIFICATE-----\n`;

function stage(folder: string, { cas, tlsCas, orderers }: NetworkPart['members'][number]): string[] {
  rmSync(folder, { recursive: true, force: true });
  cas.forEach((ca, at) => {
    writeWhole(join(folder, 'msp', 'cacerts', `ca-${String(at)}.pem`), pem(ca));
  });
  tlsCas.forEach((ca, at) => {
    writeWhole(join(folder, 'msp', 'tlscacerts', `tls-ca-${String(at)}.pem`), pem(ca));
  });
  writeWhole(join(folder, 'msp', 'config.yaml'), MemberCertificates.nodeOus);
  for (const { name, identity, tls } of orderers) {
    writeWhole(join(folder, name, 'msp', 'signcerts', 'cert.pem'), pem(identity));
    writeWhole(join(folder, name, 'tls', 'cert.pem'), pem(tls));
  }
  return [...cas, ...tlsCas].map((der) => new X509Certificate(Buffer.from(der, 'base64')).fingerprint256);
}

function samePublicPart(known: MemberCertificates, folder: string, member: MemberPlan): boolean {
  const offered = new MemberCertificates(folder, member);
  const parts = ['identity', 'tls'] as const;
  const raws = (text: string): string =>
    certificatesOf(text)
      .map((one) => new X509Certificate(one).fingerprint256)
      .sort()
      .join();
  return (
    parts.every((one) => raws(known.trusted(one)) === raws(offered.trusted(one))) &&
    member.orderers.every(({ name }) =>
      parts.every(
        (one) =>
          raws(readFileSync(known.leaf(name, one), 'utf8')) ===
          raws(readFileSync(offered.leaf(name, one), 'utf8')),
      ),
    )
  );
}

function takeGenesis(home: NetworkHome, block: Buffer): void {
  if (existsSync(home.genesisBlock) && !readFileSync(home.genesisBlock).equals(block)) {
    throw new OperatorFault('genesis-differs', blockWords('本目录已有另一个', 'this folder has another one'));
  }
  checkGenesis(home, block);
  const missing = home.topology.members.filter((one) => !existsSync(home.certificates(one).path('msp')));
  const listed = missing.length > 0 ? missing.map(({ id }) => id) : genesisDifferences(home, block);
  if (listed.length > 0) {
    const list = listed.join(', ');
    const zh = `与 network.yaml 或证书不符或尚缺：${list}`;
    throw new OperatorFault(
      'genesis-differs',
      blockWords(zh, `it differs, or parts are missing, at ${list}`),
    );
  }
  writeWhole(home.genesisBlock, block);
}

function blockWords(zh: string, en: string): Words {
  return {
    zh: `文件中的通道创世区块未予采用（${zh}）。请与生成该区块的成员核对后重新导出、导入。`,
    en: `The channel’s first block of that file was not taken (${en}). Settle it with the member that made it, then export and import again.`,
  };
}

function differs(id: string): OperatorFault {
  return new OperatorFault('part-differs', {
    zh: `文件中成员 ${id} 的证书与本目录中的不同，未导入任何内容；请用其他途径与该成员核对证书机构指纹。若本目录的是旧的，删除 certificates/${id} 后重新导入。`,
    en: `The certificates of member ${id} in that file are not those of this folder, so nothing was imported; compare the CAs’ fingerprints with that member by another way. If this folder’s are old, delete certificates/${id} and import again.`,
  });
}
