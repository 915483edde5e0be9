import {
  applicationDigest,
  changeId,
  type MemberApplication,
  type NetworkChange,
} from '@huren/chaincode/domain';
import {
  describeUpdate,
  fingerprint,
  isSigned,
  quorumsOf,
  readParts,
  type ChannelConfiguration,
  type ConfigDifference,
  type ConfigGroup,
} from '../channel';
import { consenterAddresses } from '../operator/consenter-change';
import type { Words } from '../operator/operator-fault';
import { majority, toleratedFaults } from '../topology/topology';
import { checkApplication, type ApplicationFinding } from './application-check';
import { pemOf } from './application-file';
import { isInForce } from './change-standing';
import { targetOf, withMember } from './change-target';
import type { EndpointFinding } from './preflight';

/** Where a request stands against the channel's configuration of now. */
export type BaseStanding = 'not-filed' | 'stands' | 'void' | 'in-force' | 'done' | 'said-done' | 'cancelled';

/** Everything that a member should know before it signs. */
export interface Review {
  readonly change: string;
  readonly kind: NetworkChange['kind'];
  readonly member: string;
  /** admit-member: what the applicant says of itself. */
  readonly applicant?: {
    readonly name: Words;
    readonly region: string;
    readonly scope: MemberApplication['statement']['scope'];
    readonly madeAt: string;
    readonly digest: string;
    /** By name: subject digest and last day. */
    readonly certificates: readonly { readonly name: string; readonly fingerprint: string }[];
  };
  readonly note?: Words;
  /** What speaks against the file; empty: nothing. */
  readonly faults: readonly ApplicationFinding[];
  readonly endpoints: readonly EndpointFinding[];
  readonly base: BaseStanding;
  /** The channel change, line by line, as it would be on the configuration of now. */
  readonly differences: readonly ConfigDifference[];
  readonly signed: readonly string[];
  /** Members that may still sign, and how many of them are needed. */
  readonly mayStillSign: readonly string[];
  readonly stillNeeded: number;
  readonly effects: readonly Words[];
}

/**
 * The review of a change, or of an application that nobody has filed yet.
 * @param about the change as the ledger has it, and the application where there is one
 */
export function reviewOf(
  about: {
    readonly change?: NetworkChange | undefined;
    readonly application?: MemberApplication | undefined;
  },
  now: ChannelConfiguration,
  endpoints: readonly EndpointFinding[],
  clock: Date,
): Review {
  const { change } = about;
  const application = about.application ?? change?.application;
  const target = targetNow(about, now);
  // What the sponsor says of the quorums is not what the channel asks for.
  const quorums = target === undefined ? (change?.quorums ?? []) : quorumsOf(now.root, target);
  const base = standingOf(change, now);
  // What was signed for another configuration counts for nothing.
  const approvals = base === 'void' ? [] : (change?.approvals ?? []);
  const msps = new Set(approvals.map(({ msp }) => msp));
  const needed = [
    (change?.threshold ?? 0) - approvals.length,
    ...quorums.map(({ msps: of, atLeast }) => atLeast - of.filter((one) => msps.has(one)).length),
  ];
  const isDone =
    ['in-force', 'done', 'said-done', 'cancelled'].includes(base) ||
    (isSigned(quorums, msps) && base === 'stands');
  return {
    change: change?.id ?? idOf(application),
    kind: change?.kind ?? 'admit-member',
    member: change?.member ?? application?.statement.member.id ?? '',
    ...(application === undefined ? {} : { applicant: applicantOf(application) }),
    ...(change?.note === undefined ? {} : { note: change.note }),
    faults: application === undefined ? [] : checkApplication(application, clock),
    endpoints,
    base,
    differences: target === undefined ? [] : describeUpdate(now.root, target),
    signed: approvals.map(({ member }) => member),
    mayStillSign: voters(change, quorums).filter((id) => !approvals.some(({ member }) => member === id)),
    stillNeeded: isDone ? 0 : Math.max(0, ...needed),
    effects: target === undefined ? [] : effectsOf(now.root, target),
  };
}

function idOf(application: MemberApplication | undefined): string {
  if (application === undefined) throw new TypeError('a review is of a change or of an application');
  const { id } = application.statement.member;
  return changeId({ kind: 'admit-member', member: id, application });
}

function targetNow(
  { change, application }: Parameters<typeof reviewOf>[0],
  now: ChannelConfiguration,
): ConfigGroup | undefined {
  if (change !== undefined && isInForce(change, now)) return undefined;
  if (application !== undefined) return withMember(now.root, application);
  if (change?.application !== undefined) return withMember(now.root, change.application);
  return change === undefined ? undefined : targetOf(change, now);
}

function standingOf(change: NetworkChange | undefined, now: ChannelConfiguration): BaseStanding {
  if (change === undefined) return 'not-filed';
  if (change.state === 'cancelled') return 'cancelled';
  const inForce = isInForce(change, now);
  // Where the channel is as it was before the change, nobody can have carried it out.
  if (change.state === 'done') return inForce || change.base.digest !== now.digest ? 'done' : 'said-done';
  if (inForce) return 'in-force';
  return change.base.digest === now.digest ? 'stands' : 'void';
}

/** Members by their ids; before a request is filed, those of the channel. */
function voters(change: NetworkChange | undefined, quorums: readonly { readonly msps: readonly string[] }[]) {
  if (change !== undefined) return change.voters;
  return (quorums[0]?.msps ?? []).map((msp) => /^Huren(.+)MSP$/.exec(msp)?.[1] ?? msp);
}

function applicantOf(application: MemberApplication): NonNullable<Review['applicant']> {
  const { member, scope, madeAt, certificates, peers, orderers = [], chaincode } = application.statement;
  const nodes = [...peers, ...orderers].flatMap(({ name, identity, tls }) => [
    [`${name} identity`, identity] as const,
    [`${name} tls`, tls] as const,
  ]);
  const all = [
    ['ca', certificates.ca] as const,
    ['tls-ca', certificates.tlsCa] as const,
    ['admin', certificates.admin] as const,
    ...nodes,
    ['chaincode tls', chaincode.tls] as const,
  ];
  return {
    name: member.name,
    region: member.region,
    scope,
    madeAt,
    digest: applicationDigest(application.statement),
    certificates: all.map(([name, der]) => ({ name, fingerprint: fingerprint(pemOf(der)) })),
  };
}

/** What the change does to the majorities, in words. */
function effectsOf(before: ConfigGroup, after: ConfigGroup): readonly Words[] {
  const [was, is] = [readParts({ root: before }), readParts({ root: after })];
  const [members, next] = [was.members.length, is.members.length];
  const effects: Words[] = [
    {
      zh: `背书：成员 ${String(members)} → ${String(next)}，每笔交易需 ${String(majority(members))} → ${String(majority(next))} 个成员背书；最多可缺席 ${String(next - majority(next))} 个`,
      en: `endorsement: ${String(members)} → ${String(next)} members, ${String(majority(members))} → ${String(majority(next))} of them for each transaction; ${String(next - majority(next))} may be away`,
    },
  ];
  const [orderers, nextOrderers] = [before, after].map((root) => consenterAddresses(root).length) as [
    number,
    number,
  ];
  const quorum = (n: number): number =>
    is.consensus === 'bft' ? Math.ceil((n + toleratedFaults('bft', n) + 1) / 2) : majority(n);
  effects.push(
    orderers === nextOrderers
      ? {
          zh: `排序：${String(orderers)} 个排序节点不变，法定数 ${String(quorum(orderers))}，可容忍 ${String(toleratedFaults(is.consensus, orderers))} 个故障`,
          en: `ordering: still ${String(orderers)} orderers, quorum ${String(quorum(orderers))}, ${String(toleratedFaults(is.consensus, orderers))} may fail`,
        }
      : {
          zh: `排序：排序节点 ${String(orderers)} → ${String(nextOrderers)}，法定数 ${String(quorum(orderers))} → ${String(quorum(nextOrderers))}，可容忍 ${String(toleratedFaults(is.consensus, orderers))} → ${String(toleratedFaults(is.consensus, nextOrderers))} 个故障`,
          en: `ordering: ${String(orderers)} → ${String(nextOrderers)} orderers, quorum ${String(quorum(orderers))} → ${String(quorum(nextOrderers))}, ${String(toleratedFaults(is.consensus, orderers))} → ${String(toleratedFaults(is.consensus, nextOrderers))} may fail`,
        },
  );
  return effects;
}
