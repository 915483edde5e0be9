import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import {
  canonicalBytes,
  canonicalJson,
  classifyLicenceIdentifier,
  isLocalMatterCode,
  isMatterCode,
  isResidentId,
  isUscc,
  leafHash,
  MalformedError,
  merkleRoot,
  parseDay,
  readJsonBytes,
  verifyConsistency,
  verifyInclusion,
} from '@huren/chaincode/domain';
import { isRecord, rowsOf, type VectorRunner } from './vector-file';

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
const base64 = (text: unknown): Buffer => Buffer.from(typeof text === 'string' ? text : '', 'base64');
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** RFC 8785: `input/x.json` is written as `outhex/x.txt` says. */
const jcs: VectorRunner = ({ path, at, json }) => {
  if (!/(^|\/)input\/[^/]+\.json$/.test(path)) return undefined;
  const hexAt = at.replace(/input([\\/])([^\\/]+)\.json$/, 'outhex$1$2.txt');
  if (!existsSync(hexAt)) return undefined;
  const hex = readFileSync(hexAt, 'utf8').replaceAll(/\s/g, '');
  return Buffer.from(canonicalBytes(json as never)).toString('hex') === hex ? [] : [path];
};

/** What the inputs are compared with. */
const jcsAnswers: VectorRunner = ({ path }) => (/(^|\/)(outhex|output)\/[^/]+$/.test(path) ? [] : undefined);

/** `hex-ieee,expected`, a number a line. */
const numbers: VectorRunner = ({ name, bytes }) => {
  if (!name.startsWith('es6-numbers')) return undefined;
  const view = new DataView(new ArrayBuffer(8));
  return bytes
    .toString()
    .trim()
    .split('\n')
    .filter((row) => {
      const [hex = '', expected] = row.split(',');
      view.setBigUint64(0, BigInt(`0x${hex}`));
      return canonicalJson(view.getFloat64(0)) !== expected;
    });
};

/** Codes by which the I-JSON profile refuses texts of RFC 8259. */
const PROFILE = new Set([
  'number-not-exact',
  'duplicate-key',
  'noncharacter',
  'lone-surrogate',
  'forbidden-key',
]);

/** JSONTestSuite: n_ refused; i_ without other trouble; y_ read, or refused by the profile alone. */
const parsing: VectorRunner = ({ name, bytes }) => {
  const [, letter] = /^([niy])_.*\.json$/.exec(name) ?? [];
  if (letter === undefined) return undefined;
  const code = faultOf(() => readJsonBytes(bytes, { maxLength: 1_000_000 }));
  if (letter === 'n') return code === undefined ? [name] : [];
  return letter === 'i' || code === undefined || PROFILE.has(code) ? [] : [`${name} ${code}`];
};

/** Code of the refusal; undefined when there is none. */
function faultOf(act: () => unknown): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof MalformedError) return error.code;
    throw error;
  }
}

/** JSONTestSuite's test_transform has no expectations: no crash. */
const transforms: VectorRunner = ({ path, bytes }) => {
  if (!path.includes('test_transform/')) return undefined;
  faultOf(() => readJsonBytes(bytes, { maxLength: 1_000_000 }));
  return [];
};

/** Naughty strings: kept byte for byte, or refused. */
const naughty: VectorRunner = ({ name, json }) => {
  if (!name.startsWith('blns') || !Array.isArray(json)) return undefined;
  const texts = name.includes('base64')
    ? json.map((text) => base64(text).toString('utf8'))
    : (json as string[]);
  return texts.filter((text) => {
    const whole = JSON.stringify({ text });
    const refused = faultOf(() => readJsonBytes(Buffer.from(whole))) !== undefined;
    return !refused && canonicalJson(readJsonBytes(Buffer.from(whole))) !== whole;
  });
};

const merkle: VectorRunner = ({ path, json }) => {
  if (!isRecord(json) || typeof json['wantErr'] !== 'boolean') return undefined;
  const number = (name: string): number => Number(json[name]);
  const proof = listOf(json['proof']).map(base64);
  const right =
    'leafIdx' in json
      ? verifyInclusion(
          {
            leafHash: base64(json['leafHash']),
            index: number('leafIdx'),
            size: number('treeSize'),
            proof,
            root: base64(json['root']),
          },
          sha256,
        )
      : verifyConsistency(
          {
            firstSize: number('size1'),
            secondSize: number('size2'),
            firstRoot: base64(json['root1']),
            secondRoot: base64(json['root2']),
            proof,
          },
          sha256,
        );
  return right === !json['wantErr'] ? [] : [path];
};

const roots: VectorRunner = ({ json }) => {
  if (!isRecord(json) || !('sha256RootsBySize' in json)) return undefined;
  const leaves = listOf(json['leavesHex']).map((hex) => leafHash(Buffer.from(String(hex), 'hex'), sha256));
  return listOf(json['sha256RootsBySize']).flatMap((root, size) =>
    Buffer.from(merkleRoot(leaves.slice(0, size), sha256)).toString('hex') === root
      ? []
      : [`root ${String(size)}`],
  );
};

const TODAY = parseDay('2026-11-22');

interface CodeRow {
  readonly code?: string;
  readonly id?: string;
  readonly expected: string;
  readonly kind?: string;
  readonly comment?: string;
}

const personCodes: VectorRunner = ({ json }) => {
  const uscc = isRecord(json) ? rowsOf<CodeRow>(json['uscc'], 'cases', ['code', 'expected']) : undefined;
  const resident = isRecord(json)
    ? rowsOf<CodeRow>(json['residentId'], 'cases', ['id', 'expected'])
    : undefined;
  if (uscc === undefined && resident === undefined) return undefined;
  return [
    ...(uscc ?? []).filter(({ code, expected }) => isUscc(code ?? '') !== (expected === 'valid')),
    // A lower-case x is a spelling that must be normalised by the one who takes it in.
    ...(resident ?? []).filter(
      ({ id, expected }) => isResidentId(id ?? '', TODAY) !== expected.startsWith('valid'),
    ),
  ].map((row) => row.code ?? row.id ?? '');
};

const identifiers: VectorRunner = ({ json }) => {
  const rows = rowsOf<CodeRow>(json, 'cases', ['id', 'expected', 'comment']);
  if (rows?.some(({ id }) => id?.startsWith('1.2.156.') === true) !== true) return undefined;
  return rows
    .filter(({ id = '', expected }) => {
      const wanted = expected === 'valid' ? 'standard' : expected;
      return classifyLicenceIdentifier(id) !== wanted;
    })
    .map(({ id = '' }) => id);
};

const matters: VectorRunner = ({ json }) => {
  const rows = rowsOf<CodeRow>(json, 'cases', ['code', 'kind', 'expected']);
  return rows
    ?.filter(({ code = '', expected }) =>
      expected === 'valid' ? !isMatterCode(code) : isMatterCode(code) || !isLocalMatterCode(code),
    )
    .map(({ code = '' }) => code);
};

export const RECORD_RUNNERS: readonly VectorRunner[] = [
  jcs,
  jcsAnswers,
  numbers,
  parsing,
  transforms,
  naughty,
  merkle,
  roots,
  personCodes,
  identifiers,
  matters,
];
