import { nameShown, nobleProvider, parseSdJwt, type Verdict } from '@huren/chaincode/domain';

export { unreadFields } from '@huren/chaincode/domain';

/**
 * The name on a licence that a clerk holds a card against, as `nameShown` finds it.
 * @throws MalformedError when the text is no SD-JWT
 */
export function nameToCompare(
  sdJwt: string,
  verdict: Pick<Verdict, 'findings' | 'presenter'>,
): string | undefined {
  return nameShown(parseSdJwt(sdJwt), verdict, nobleProvider);
}
