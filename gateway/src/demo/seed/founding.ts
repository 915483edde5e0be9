import {
  motionId,
  recordKey,
  type Day,
  type JsonValue,
  type Member,
  type Motion,
  type MotionKind,
  type Network,
} from '@huren/chaincode/domain';
import { memberMspId, type Signer } from '@huren/network';
import {
  APPROVERS,
  BASES,
  CITIES,
  DEPARTMENTS,
  LICENCE_TYPES,
  MATTERS,
  REFORM_DAY,
  typeCodes,
} from '../world';
import { textDigest } from '../world/text-digest';
import type { Act } from './act';
import type { DemoMaterial } from './material';

type Records = ReadonlyMap<string, unknown>;

export function operatorOf(material: DemoMaterial, member: string): Signer {
  const operator = material.keys.get(member)?.operator;
  if (operator === undefined) throw new TypeError('the member has no operator');
  return operator;
}

/** Qiqihar founds, and every member confirms: one after the other, because each confirmation counts the ones before. */
export function foundingStages(material: DemoMaterial): readonly (readonly Act[])[] {
  const members = CITIES.map(({ id, name }) => ({ id, msp: memberMspId(id), name, region: id }));
  const founder = CITIES[0]?.id ?? '';
  const found: Act = {
    contract: 'member',
    fn: 'found',
    argument: { members },
    signer: operatorOf(material, founder),
    isDone: (records) => records.has(recordKey.network),
  };
  const confirmations = CITIES.map(({ id }): readonly Act[] => [
    {
      contract: 'member',
      fn: 'confirm',
      argument: {},
      signer: operatorOf(material, id),
      isDone: (records) =>
        (records.get(recordKey.network) as Network | undefined)?.confirmed.includes(id) ?? false,
    },
  ]);
  return [[found], ...confirmations];
}

interface DemoMotion {
  readonly kind: MotionKind;
  readonly body: JsonValue;
  readonly proposer: string;
  readonly voters: readonly string[];
  /** The record that it brings, where its wording depends on the day of the start. */
  readonly brings?: string;
}

/**
 * One member proposes, which is its vote; three more make the majority of seven, and of the six that are left where the
 * motion is about what one of them answers for.
 */
function motion(kind: MotionKind, body: unknown, concerned?: string): DemoMotion {
  const [proposer = '', ...others] = CITIES.map(({ id }) => id).filter((id) => id !== concerned);
  return { kind, body: body as JsonValue, proposer, voters: others.slice(0, 3) };
}

function motionStages(material: DemoMaterial, motions: readonly DemoMotion[]): readonly (readonly Act[])[] {
  const isThere = (records: Records, { brings }: DemoMotion): boolean =>
    brings !== undefined && records.has(brings);
  const idOf = ({ kind, body, proposer }: DemoMotion): string => motionId(kind, body, proposer, 'demo');
  const isVoted = (records: Records, each: DemoMotion, voter: string): boolean => {
    const known = records.get(recordKey.motion(idOf(each))) as Motion | undefined;
    return (
      known !== undefined && (known.state !== 'open' || known.votes.some((vote) => vote.member === voter))
    );
  };
  const proposals = motions.map((each): Act => ({
    contract: 'member',
    fn: 'propose',
    argument: { kind: each.kind, body: each.body, nonce: 'demo' },
    signer: operatorOf(material, each.proposer),
    isDone: (records) => records.has(recordKey.motion(idOf(each))) || isThere(records, each),
  }));
  const rounds = [0, 1, 2].map((round) =>
    motions.flatMap((each): Act[] => {
      const voter = each.voters[round];
      if (voter === undefined) return [];
      return [
        {
          contract: 'member',
          fn: 'vote',
          argument: { motion: idOf(each), approve: true },
          signer: operatorOf(material, voter),
          isDone: (records) => isVoted(records, each, voter) || isThere(records, each),
        },
      ];
    }),
  );
  return [proposals, ...rounds];
}

/** What the members decide together: approvers, nationwide types and matters, laws and national lists. */
export function commonStages(material: DemoMaterial, today: Day): readonly (readonly Act[])[] {
  const approvers = APPROVERS.map(({ code, sponsor, province, name, types }) => {
    const identity = material.identities.get(code);
    const body = {
      code,
      member: sponsor,
      region: province,
      name,
      directs: [{ types: typeCodes(types), region: province }],
      keys: [{ kid: identity?.kid ?? '', publicKey: identity?.publicKey ?? '' }],
    };
    return motion('admit-approver', body, sponsor);
  });
  const nationwide = MATTERS.filter(({ code }) => code.startsWith('00'));
  return motionStages(material, [
    ...approvers,
    ...LICENCE_TYPES.map((type) => motion('define-licence-type', type)),
    ...nationwide.map((matter) => ({
      ...motion('define-matter', { ...matter, from: today }),
      brings: recordKey.matter(matter.code),
    })),
    ...BASES.map((basis) => motion('adopt-basis', basis)),
  ]);
}

/** Issuing departments without a superior in the network: their competence is only witnessed (DETAILS 5). */
export function witnessStages(material: DemoMaterial): readonly (readonly Act[])[] {
  const alone = DEPARTMENTS.filter(
    ({ roles, superior }) => roles.includes('issuing') && superior === undefined,
  );
  return motionStages(
    material,
    alone.map(({ code, region, types, name }) =>
      motion('witness-competence', {
        authority: code,
        competence: [{ types: typeCodes(types), region, from: REFORM_DAY, filing: filing(name.zh) }],
      }),
    ),
  );
}

/** The filed legal basis of a competence: an item of the demo's 权责清单. */
export function filing(office: string): { readonly reference: string; readonly digest: string } {
  return { reference: `权责清单（演示）：${office}`, digest: textDigest(`权责清单（演示）：${office}`) };
}

export function receiptKeyIds(records: Records, member: string): readonly string[] {
  const keys = (records.get(recordKey.member(member)) as Member | undefined)?.receiptKeys ?? [];
  return keys.filter(({ state }) => state === 'active').map(({ keyId }) => keyId);
}
