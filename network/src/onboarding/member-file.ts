import { parseDocument, stringify } from 'yaml';
import {
  array,
  integer,
  MalformedError,
  object,
  oneOf,
  optional,
  string,
  type Infer,
  type JsonValue,
} from '@huren/chaincode/domain';
import type { MemberPlan } from '../topology';
import type { ApplicantWords } from './application-file';

/** Longest member.yaml, characters. */
const memberFileChars = 64 * 1024;

const host = string({ pattern: /^[A-Za-z0-9][A-Za-z0-9.-]{0,252}$/ });
const port = integer({ min: 1024, max: 65_535 });
const listen = optional(string({ pattern: /^[0-9.]{7,15}$/ }));
const node = string({ pattern: /^[a-z][a-z0-9-]{0,31}$/ });
const title = string({ min: 1, max: 64 });
const file = object({
  id: string({ pattern: /^[0-9A-Z]{6,18}$/ }),
  name: object({ zh: title, en: title }),
  region: string({ pattern: /^\d{6}$/ }),
  scope: object({
    roles: array(oneOf(['issuing', 'relying']), { min: 1, max: 2, unique: true }),
    note: string({ max: 500 }),
  }),
  peers: array(object({ name: node, host, port, listen, operationsPort: port }), { min: 1, max: 16 }),
  chaincode: object({ host, port, listen }),
});

/** member.yaml: what an applicant says of itself, and where its nodes are to run. */
export type MemberFile = Infer<typeof file>;

/** @throws MalformedError with the path of the fault. */
export function parseMemberFile(text: string): MemberFile {
  if (text.length > memberFileChars) throw new MalformedError('too-long', 'The file is too long.');
  const document = parseDocument(text, { uniqueKeys: true, version: '1.2', strict: true });
  const [fault] = document.errors;
  if (fault !== undefined) {
    throw new MalformedError('bad-yaml', 'The file is not YAML.', `/line ${String(fault.linePos?.[0].line)}`);
  }
  let value: JsonValue;
  try {
    value = document.toJS({ maxAliasCount: 0 }) as JsonValue;
  } catch {
    throw new MalformedError('alias', 'The file uses anchors; write each value out.');
  }
  const read = file(value);
  const places = [
    ...read.peers.flatMap((peer) => [
      `${peer.host}:${String(peer.port)}`,
      `127.0.0.1:${String(peer.operationsPort)}`,
    ]),
    `${read.chaincode.host}:${String(read.chaincode.port)}`,
  ];
  if (new Set(places).size < places.length) {
    throw new MalformedError('repeated-port', 'Two nodes share one port.', '/peers');
  }
  return read;
}

/** member.yaml for people. */
export function writeMemberFile(member: MemberFile): string {
  return `# 互认网络成员 · a member of a Huren network. Read by: huren member apply | join
# host and port are what the other members dial; certificates lie in certificates/<id> (made, or from an own CA).
${stringify(member, { lineWidth: 0, keepUndefined: false })}`;
}

/** One peer and one chaincode server at this host: ports `first` to `first + 2`. */
export function plainMember(options: {
  readonly id: string;
  readonly name: { readonly zh: string; readonly en: string };
  readonly region: string;
  readonly host: string;
  readonly firstPort: number;
  readonly scope: MemberFile['scope'];
}): MemberFile {
  const { host: at, firstPort, ...said } = options;
  return {
    ...said,
    peers: [{ name: 'peer0', host: at, port: firstPort, operationsPort: firstPort + 1 }],
    chaincode: { host: at, port: firstPort + 2 },
  };
}

/** The plan by which its nodes run. */
export function planOf(member: MemberFile): MemberPlan {
  return {
    id: member.id,
    name: member.name.zh,
    peers: member.peers,
    orderers: [],
    chaincode: member.chaincode,
  };
}

export function wordsOf({ name, region, scope }: MemberFile): ApplicantWords {
  return { name, region, scope };
}
