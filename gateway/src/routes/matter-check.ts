import {
  type Authority,
  type AuthorityLookup,
  continuedAuthorities,
  type Day,
  decideMatterList,
  type Infer,
  type Matter,
  type matterListArgument,
  type Member,
  type Network,
  parseMatterCode,
  presentAuthority,
  recordKey,
  Rejection,
  REJECTIONS,
} from '@huren/chaincode/domain';
import { LedgerRejection } from '@huren/network';
import type { RecordIndex } from '../index/record-index';
import type { Caller } from '../tokens/caller';

type Rows = Infer<typeof matterListArgument>['rows'];

/** What would become of one row; `row` counts from 0 within the request. */
interface CheckedRow {
  readonly row: number;
  readonly code: string;
  readonly outcome: 'written' | 'unchanged' | 'refused';
  readonly rejection?: string;
  readonly details?: Rejection['details'];
  readonly messages?: { readonly zh: string; readonly en: string };
}

/**
 * What `matter:defineMany` would answer its caller now, row by row, by the same decision over the records that the index
 * holds; nothing is sent.
 * @throws LedgerRejection where the ledger would refuse the whole list
 */
export function checkMatters(
  index: RecordIndex,
  { authority, kid }: Pick<Caller, 'authority' | 'kid'>,
  rows: Rows,
  today: Day,
): readonly CheckedRow[] {
  const at: AuthorityLookup = (code) => index.record<Authority>(recordKey.authority(code));
  const known = new Map<string, Matter>();
  for (const code of rows.flatMap((row) => [row.code, parseMatterCode(row.code).basic])) {
    const matter = index.record<Matter>(recordKey.matter(code));
    if (matter !== undefined) known.set(code, matter);
  }
  const definers = new Map<string, Authority>();
  for (const code of new Set([...known.values()].flatMap(({ definer }) => definer ?? []))) {
    const definer = presentAuthority(at, code);
    if (definer !== undefined) definers.set(code, definer);
  }
  const facts = {
    network: index.record<Network>(recordKey.network),
    caller: callerOnLedger(index, authority, kid, today, at),
    known,
    definers,
  };
  const { unchanged, refused } = decided(() => decideMatterList(facts, { rows }));
  const same = new Set(unchanged);
  const reasons = new Map(refused.map((each) => [each.row, each]));
  return rows.map(({ code }, row) => {
    const reason = reasons.get(row);
    if (reason === undefined) return { row, code, outcome: same.has(row) ? 'unchanged' : 'written' };
    const { rejection, details } = reason;
    const { zh, en } = REJECTIONS[rejection];
    return { row, code, outcome: 'refused', rejection, details, messages: { zh, en } };
  });
}

/** The caller as the contract would see it, had it signed a transaction today with the key of its token. */
function callerOnLedger(
  index: RecordIndex,
  authority: Authority,
  kid: string | undefined,
  day: Day,
  at: AuthorityLookup,
): Parameters<typeof decideMatterList>[0]['caller'] {
  const member = index.record<Member>(recordKey.member(authority.member));
  const key = authority.keys.find((each) => each.kid === kid);
  return {
    identity: {
      msp: member?.msp ?? '',
      authority: authority.code,
      kid: kid ?? '',
      ...(key?.publicKey !== undefined && { publicKey: key.publicKey }),
      day,
    },
    member,
    authority,
    ...(authority.predecessors.length > 0 && { continued: continuedAuthorities(at, authority) }),
  };
}

function decided<T>(decide: () => T): T {
  try {
    return decide();
  } catch (error) {
    if (error instanceof Rejection) throw new LedgerRejection(error.code, error.details);
    throw error;
  }
}
