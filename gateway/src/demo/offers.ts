import {
  addDays,
  type Bilingual,
  type Day,
  dayOfMs,
  type HolderRepresentation,
  type Seal,
} from '@huren/chaincode/domain';
import type { LicenceInput, LicencesRequest } from '../licences/licence-request';
import type { Gateway } from '../index';
import { gatewayOf } from '../presentations/member-gateway';
import { Problem } from '../problems';
import { departmentOf, licence, type OfficeName, person, TYPE } from './world';
import type { TypeName } from './world/licence-type';

/** A licence that a visitor of the demo may claim into a wallet. */
export interface DemoOffer {
  /** What it is, and what to try with it. */
  readonly words: Bilingual;
  readonly link: string;
  /** Who claims it, to be typed in at the demo's identity check: made up. */
  readonly name: string;
  readonly idNumber: string;
}

interface Plan {
  readonly words: Bilingual;
  readonly office: OfficeName;
  readonly type: TypeName;
  /** Number among those of its type, beyond the batches and samples. */
  readonly at: number;
  /** Serial of the person who claims. */
  readonly claims: number;
  readonly claimant?: (today: Day) => HolderRepresentation;
}

const PLANS: readonly Plan[] = [
  {
    words: {
      zh: '一件不动产权证，再到窗口亮证',
      en: 'a title deed, to present at the counter',
    },
    office: 'land',
    type: 'title',
    at: 90,
    claims: 290,
  },
  {
    words: {
      zh: '一件营业执照（法定代表人），再在「委托」里请另一台手机或另一个浏览器代办',
      en: 'a business licence, as legal representative; under “Agents” let another phone or browser act for you',
    },
    office: 'market',
    type: 'business',
    at: 93,
    claims: 93,
  },
  {
    words: {
      zh: '一件未成年人的不动产权证，由监护人领取和出示',
      en: 'a minor’s title deed, claimed and presented by the guardian',
    },
    office: 'land',
    type: 'title',
    at: 92,
    claims: 692,
    claimant: (today) => ({ relation: 'guardian', until: addDays(today, 364) }),
  },
];
const LEVEL = 3;

/**
 * Offers licences at the member's gateway; a later start offers the same ones again, as after a lost phone. Without
 * those whose department the member has not, or for which its gateway may not anchor.
 */
export async function offerLicences(gateway: Gateway): Promise<readonly DemoOffer[]> {
  const offers: DemoOffer[] = [];
  for (const plan of PLANS) {
    const made = await offerOne(gateway, plan);
    if (made !== undefined) offers.push(made);
  }
  return offers;
}

async function offerOne({ context, member }: Gateway, plan: Plan): Promise<DemoOffer | undefined> {
  const { index, keys, claims, clock } = context;
  const home = gatewayOf(index, member);
  const { code } = departmentOf(member, plan.office);
  const seal = index
    .keys('seal')
    .map((key) => index.record<Seal>(key))
    .findLast((each) => each?.authority === code && each.state === 'active' && keys.seal(each.keyId));
  if (home === undefined || seal === undefined) return undefined;
  const today = dayOfMs(clock());
  const { identityLevel: _level, ...item } = licence(plan.type, member, plan.at, today);
  const representation = plan.claimant?.(today);
  const offered = { ...item, ...(representation && { representation }) };
  const { name, code: idNumber } = person(member, plan.claims);
  const kind = { authority: code, type: TYPE[plan.type] as LicencesRequest['type'], key: seal.keyId };
  try {
    const made = await claims.offer(kind, offered as unknown as LicenceInput, {
      person: { name, idNumber },
      identityLevel: LEVEL,
    });
    return { words: plan.words, link: `${home}/wallet/#offer=${made.code}`, name, idNumber };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    context.log.warn({ code: error.code, details: error.extra.details }, 'the demo made no offer');
    return undefined;
  }
}
