import { type HolderClass, holderClass, isHolderCodeType } from '../code/holder-code-type';
import type { JsonValue } from '../json/value';

/** The claim that says what kind of code names the holder (GB/T 36903-2018, appendix A). */
export const HOLDER_TYPE = 'certificate_holder_type';

/** Person or organisation by the kind of the holder's code; undefined where it is not shown or no known kind. */
export function holderKindOf(value: JsonValue | undefined): HolderClass | undefined {
  return typeof value === 'string' && isHolderCodeType(value) ? holderClass(value) : undefined;
}

/** Whether licences of a type may be held by such a holder; what is not shown contradicts nothing. */
export function mayHold(
  { holder }: { readonly holder: HolderClass | 'either' },
  kind: HolderClass | undefined,
): boolean {
  return kind === undefined || holder === 'either' || holder === kind;
}
