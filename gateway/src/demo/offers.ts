import { dayOfMs, type Seal } from '@huren/chaincode/domain';
import type { LicenceInput, LicencesRequest } from '../licences/licence-request';
import type { Gateway } from '../index';
import { gatewayOf } from '../presentations/member-gateway';
import { Problem } from '../problems';
import { departmentOf, licence, person, TYPE } from './world';

/** A title deed that a visitor of the demo may claim into a wallet. */
export interface DemoOffer {
  readonly link: string;
  /** Whom it is for, to be typed in at the demo's identity check: made up. */
  readonly name: string;
  readonly idNumber: string;
}

/** The deed's number among those of its type, beyond the batches and samples; the owner's follows from it. */
const DEED = 90;
const OWNERS = 200;
const LEVEL = 3;

/**
 * Offers a title deed at the member's gateway; a later start offers the same deed again, as after a lost phone.
 * Undefined where the member has no land department, or its gateway may not anchor for it.
 */
export async function offerTitleDeed({ context, member }: Gateway): Promise<DemoOffer | undefined> {
  const { index, keys, claims, clock } = context;
  const home = gatewayOf(index, member);
  const { code } = departmentOf(member, 'land');
  const seal = index
    .keys('seal')
    .map((key) => index.record<Seal>(key))
    .findLast((each) => each?.authority === code && each.state === 'active' && keys.seal(each.keyId));
  if (home === undefined || seal === undefined) return undefined;
  const { identityLevel: _level, ...deed } = licence('title', member, DEED, dayOfMs(clock()));
  const { name, code: idNumber } = person(member, DEED + OWNERS);
  const kind = { authority: code, type: TYPE.title as LicencesRequest['type'], key: seal.keyId };
  try {
    const made = await claims.offer(kind, deed as unknown as LicenceInput, {
      person: { name, idNumber },
      identityLevel: LEVEL,
    });
    return { link: `${home}/wallet/#offer=${made.code}`, name, idNumber };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    context.log.warn({ code: error.code, details: error.extra.details }, 'the demo made no offer');
    return undefined;
  }
}
