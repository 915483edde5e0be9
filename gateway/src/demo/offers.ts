import {
  addDays,
  type Bilingual,
  type Day,
  dayOfMs,
  type HolderRepresentation,
  type JsonObject,
  type Seal,
} from '@huren/chaincode/domain';
import type { LicenceInput, LicencesRequest } from '../licences/licence-request';
import type { Gateway } from '../index';
import { gatewayOf } from '../presentations/member-gateway';
import { Problem } from '../problems';
import { departmentOf, jointTitle, licence, type OfficeName, person, TYPE } from './world';
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
const JOINT_WORDS: readonly Bilingual[] = [
  {
    zh: '一件两人共有的不动产权证，第一人；两人各用一台手机或一个浏览器领取，再办「公积金提取（共有住房）」，一人亮证、一人同意',
    en: 'a title deed of two, the first one; each claims on a phone or in a browser of their own, then one presents for the joint withdrawal and the other consents',
  },
  { zh: '同一件证，第二人', en: 'the same deed, the second one' },
];
/** The deed of two, beyond those of PLANS. */
const JOINT_NUMBER = 94;
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
  return [...offers, ...(await offerJointly(gateway))];
}

/** Where offers of a type are made and under which key; undefined where the member can make none. */
function deskOf({ context, member }: Gateway, office: OfficeName, type: TypeName) {
  const { index, keys } = context;
  const home = gatewayOf(index, member);
  const { code } = departmentOf(member, office);
  const seal = index
    .keys('seal')
    .map((key) => index.record<Seal>(key))
    .findLast((each) => each?.authority === code && each.state === 'active' && keys.seal(each.keyId));
  if (home === undefined || seal === undefined) return undefined;
  const kind = { authority: code, type: TYPE[type] as LicencesRequest['type'], key: seal.keyId };
  return { kind, link: (offer: string) => `${home}/wallet/#offer=${offer}` };
}

/** What an offer brings; nothing where the gateway refuses it, which is said in the log. */
async function attempted<T>({ context }: Gateway, make: () => Promise<T>): Promise<T | undefined> {
  try {
    return await make();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    context.log.warn({ code: error.code, details: error.extra.details }, 'the demo made no offer');
    return undefined;
  }
}

/** One deed for two phones. */
async function offerJointly(gateway: Gateway): Promise<readonly DemoOffer[]> {
  const { context, member } = gateway;
  const desk = deskOf(gateway, 'land', 'title');
  if (desk === undefined) return [];
  const { licence: deed, first, second, fields } = jointTitle(member, JOINT_NUMBER, dayOfMs(context.clock()));
  const { identityLevel: _level, ...item } = deed;
  const people = [first, second].map(({ name, code: idNumber }) => ({ name, idNumber }));
  const made = await attempted(gateway, () =>
    context.claims.offerJointly(
      desk.kind,
      { ...item, coHolders: [{ fields }] } as unknown as JsonObject,
      people.map((each) => ({ person: each, identityLevel: LEVEL })),
    ),
  );
  return people.flatMap((each, at) => {
    const code = made?.codes[at];
    return code === undefined
      ? []
      : [{ words: JOINT_WORDS[at] as Bilingual, link: desk.link(code), ...each }];
  });
}

async function offerOne(gateway: Gateway, plan: Plan): Promise<DemoOffer | undefined> {
  const { context, member } = gateway;
  const { claims, clock } = context;
  const desk = deskOf(gateway, plan.office, plan.type);
  if (desk === undefined) return undefined;
  const today = dayOfMs(clock());
  const { identityLevel: _level, ...item } = licence(plan.type, member, plan.at, today);
  const representation = plan.claimant?.(today);
  const offered = { ...item, ...(representation && { representation }) };
  const { name, code: idNumber } = person(member, plan.claims);
  const made = await attempted(gateway, () =>
    claims.offer(desk.kind, offered as unknown as LicenceInput, {
      person: { name, idNumber },
      identityLevel: LEVEL,
    }),
  );
  return made && { words: plan.words, link: desk.link(made.code), name, idNumber };
}
