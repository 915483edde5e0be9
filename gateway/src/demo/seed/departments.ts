import {
  encodeBase64url,
  canonicalBytes,
  receiptPossessionStatement,
  recordKey,
  sealPossessionStatement,
  type Authority,
  type Day,
  type Seal,
  type SesProof,
  type SuiteName,
} from '@huren/chaincode/domain';
import type { NodeSigner } from '@huren/chaincode/crypto-node';
import { CITIES, DEPARTMENTS, FORMER_PROPERTY_BUREAU, REFORM_DAY, typeCodes, departmentOf } from '../world';
import type { DemoDepartment } from '../world';
import { HARVESTER_SEALS, PAGE_SEAL_ROLE, PAGE_TYPES } from '../world';
import type { Act } from './act';
import { filing, operatorOf, receiptKeyIds } from './founding';
import type { DemoIdentity, DemoMaterial } from './material';

type Records = ReadonlyMap<string, unknown>;

const ALL: readonly DemoDepartment[] = [...DEPARTMENTS, FORMER_PROPERTY_BUREAU];

export function identityOf(material: DemoMaterial, code: string): DemoIdentity {
  const identity = material.identities.get(code);
  if (identity === undefined) throw new TypeError('the authority has no identity');
  return identity;
}

/** Each member registers its departments; the merged bureau comes without a key, as it no longer acts. */
export function registrationStage(material: DemoMaterial): readonly Act[] {
  return ALL.map(({ code, member, region, name, roles, superior }) => {
    const identity = material.identities.get(code);
    return {
      contract: 'authority',
      fn: 'register',
      argument: {
        code,
        region,
        name,
        roles,
        ...(superior === undefined ? {} : { superior }),
        keys: identity === undefined ? [] : [{ certificate: identity.signer.certificate }],
      },
      signer: operatorOf(material, member),
      isDone: (records) => records.has(recordKey.authority(code)),
    };
  });
}

/** The superior of each field approves the department, with what it may issue and since when. */
export function approvalStage(material: DemoMaterial): readonly Act[] {
  return ALL.flatMap(({ code, region, name, roles, types, superior, competentFrom, competentTo }): Act[] => {
    if (superior === undefined) return [];
    const entry = {
      types: typeCodes(types),
      region,
      from: competentFrom,
      ...(competentTo === undefined ? {} : { to: competentTo }),
      filing: filing(name.zh),
    };
    return [
      {
        contract: 'authority',
        fn: 'approve',
        argument: { authority: code, roles, competence: types.length === 0 ? [] : [entry] },
        signer: identityOf(material, superior).signer,
        isDone: (records) => {
          const state = (records.get(recordKey.authority(code)) as Authority | undefined)?.state;
          return state !== undefined && state !== 'registered';
        },
      },
    ];
  });
}

/** 机构改革: the natural resources bureau continues the former bureau in everything. */
export function successionStage(material: DemoMaterial): readonly Act[] {
  const successor = departmentOf('230200', 'land');
  return [
    {
      contract: 'authority',
      fn: 'succeed',
      argument: {
        authority: successor.code,
        predecessor: FORMER_PROPERTY_BUREAU.code,
        types: '*',
        from: REFORM_DAY,
      },
      signer: identityOf(material, successor.superior ?? '').signer,
      isDone: (records) =>
        (records.get(recordKey.authority(successor.code)) as Authority | undefined)?.predecessors.length ===
        1,
    },
  ];
}

/** Members sign their licences with different suites, so that each is met in the demo. */
const SUITES: Readonly<Record<string, SuiteName>> = { '220700': 'SM2SM3', '150700': 'EdDSA' };

/** A seal that a department registers: its own, and one more for each further role that its types ask for. */
export interface WantedSeal {
  readonly department: DemoDepartment;
  readonly name: string;
  readonly role?: string;
  /** esID of its SES seal, with which it seals page forms; absent for a 签发密钥. */
  readonly esId?: string;
  /** Who holds it under a mandate, where that is not the department itself. */
  readonly custodian?: string;
}

/** The transport bureau of a city lends its role on harvester permits to the bureau that issues them. */
function transportBeside({ member, types }: DemoDepartment): DemoDepartment | undefined {
  if (!types.includes('harvester')) return undefined;
  return DEPARTMENTS.find((each) => each.member === member && each.types.includes('vehicle'));
}

/** 委托用印: the transport bureau's seal on harvester permits is in the hands of their issuer. */
export function mandateStage(material: DemoMaterial, today: Day): readonly Act[] {
  return DEPARTMENTS.flatMap((issuer): Act[] => {
    const transport = transportBeside(issuer);
    if (transport === undefined) return [];
    return [
      {
        contract: 'authority',
        fn: 'mandate',
        argument: {
          custodian: issuer.code,
          acts: ['seal'],
          types: typeCodes(['harvester']),
          from: today,
        },
        signer: identityOf(material, transport.code).signer,
        isDone: (records) =>
          ((records.get(recordKey.authority(transport.code)) as Authority | undefined)?.mandates.length ??
            0) > 0,
      },
    ];
  });
}

/** 14 digits; 99 begins the numbers of the demo. */
function esIdOf({ region }: DemoDepartment, number: number): string {
  return `${region}99${String(number).padStart(6, '0')}`;
}

/** Each has a 签发密钥; those of page forms an SES seal beside it, and one for each role that a type asks for. */
function wantedSeals(department: DemoDepartment, at: number): readonly WantedSeal[] {
  const own = { department, name: '电子证照签发密钥（演示）' };
  if (!department.types.some((type) => PAGE_TYPES.includes(type))) return [own];
  const esId = esIdOf(department, 3 * at + 1);
  if (!department.types.includes('harvester')) {
    return [own, { department, name: '电子证照专用章（演示）', role: PAGE_SEAL_ROLE, esId }];
  }
  const second = esIdOf(department, 3 * at + 2);
  const transport = transportBeside(department);
  const third =
    transport === undefined
      ? []
      : [
          {
            department: transport,
            name: '跨区作业会签专用章（演示）',
            role: HARVESTER_SEALS[2],
            esId: esIdOf(transport, 3 * at + 3),
            custodian: department.code,
          },
        ];
  return [
    own,
    { department, name: '电子证照专用章（演示）', role: HARVESTER_SEALS[0], esId },
    { department, name: '农机安全监理专用章（演示）', role: HARVESTER_SEALS[1], esId: second },
    ...third,
  ];
}

export const WANTED_SEALS: readonly WantedSeal[] = DEPARTMENTS.filter(
  ({ types }) => types.length > 0,
).flatMap(wantedSeals);

/** The department's seals on the ledger, newest state; the second engraving of a rotated one has `replaces`. */
export function sealsOf(records: Records, authority: string): readonly Seal[] {
  return [...records]
    .filter(([key]) => key.startsWith('seal/'))
    .map(([, seal]) => seal as Seal)
    .filter((seal) => seal.authority === authority);
}

/** A key in the folder that the ledger does not know yet, left by a start that was cut off, or a fresh one. */
function sealKeys(material: DemoMaterial, records: Records) {
  const spare = new Map(
    CITIES.map(({ id }) => {
      const ids = material.keys.get(id)?.ids('seal') ?? [];
      return [id, ids.filter((keyId) => !records.has(recordKey.key(keyId)))] as const;
    }),
  );
  return async (member: string, suite: SuiteName): Promise<NodeSigner> => {
    const store = material.keys.get(member);
    if (store === undefined) throw new TypeError('the member has no key folder');
    for (let keyId = spare.get(member)?.pop(); keyId !== undefined; keyId = spare.get(member)?.pop()) {
      const signer = store.seal(keyId);
      if (signer?.suite === suite) return signer;
    }
    return store.createSeal(suite);
  };
}

/** Arguments of `seal:register` for a key: its public half and the proof that the folder holds the other. */
export function provenSeal(
  authority: string,
  signer: NodeSigner,
  { name, role, custodian }: Omit<WantedSeal, 'department'>,
  ses?: SesProof,
) {
  const publicKey = encodeBase64url(signer.publicKey);
  const statement = canonicalBytes(sealPossessionStatement(authority, signer.suite, publicKey));
  return {
    suite: signer.suite,
    publicKey,
    proof: encodeBase64url(signer.sign(statement)),
    kind: ses === undefined ? 'issuing-key' : 'seal',
    name,
    ...(role === undefined ? {} : { role }),
    ...(custodian === undefined ? {} : { custodian }),
    ...(ses === undefined ? {} : { ses }),
  };
}

/** @param only of these departments; of all without it */
export async function sealStage(
  material: DemoMaterial,
  records: Records,
  only: (code: string) => boolean = () => true,
): Promise<readonly Act[]> {
  const keyFor = sealKeys(material, records);
  const wanted = WANTED_SEALS.filter(
    ({ department, role }) =>
      only(department.code) && !sealsOf(records, department.code).some((seal) => seal.role === role),
  );
  return Promise.all(
    wanted.map(async (seal): Promise<Act> => {
      const { code, member, name } = seal.department;
      const { esId, name: sealName } = seal;
      const signer = await keyFor(member, esId === undefined ? (SUITES[member] ?? 'ES256') : 'SM2SM3');
      const owner = { code, name: name.zh };
      const ses =
        esId === undefined
          ? undefined
          : await material.sealMaker.engrave({ member, signer, owner, sealName, esId });
      return {
        contract: 'seal',
        fn: 'register',
        argument: provenSeal(code, signer, seal, ses),
        signer: identityOf(material, code).signer,
        isDone: () => false,
      };
    }),
  );
}

/** @param only of these members; of all without it */
export async function receiptKeyStage(
  material: DemoMaterial,
  records: Records,
  only: (member: string) => boolean = () => true,
): Promise<readonly Act[]> {
  const without = CITIES.filter(({ id }) => only(id) && receiptKeyIds(records, id).length === 0);
  return Promise.all(
    without.map(async ({ id }): Promise<Act> => {
      const store = material.keys.get(id);
      if (store === undefined) throw new TypeError('the member has no key folder');
      const [spare] = store.ids('receipt');
      const signer =
        (spare === undefined ? undefined : store.receipt(spare)) ?? (await store.createReceipt());
      const publicKey = encodeBase64url(signer.publicKey);
      const statement = canonicalBytes(receiptPossessionStatement(id, signer.suite, publicKey));
      return {
        contract: 'member',
        fn: 'registerReceiptKey',
        argument: { suite: signer.suite, publicKey, proof: encodeBase64url(signer.sign(statement)) },
        signer: operatorOf(material, id),
        isDone: () => false,
      };
    }),
  );
}
