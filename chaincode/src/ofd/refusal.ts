import { sealFinding, type SealFinding, type SealFindingCode } from '../domain/ses';

/** Why a file is not even verified: the codes of the check `container`, without its pass. */
export type RefusalCode = Extract<
  SealFindingCode,
  | 'NOT_A_PACKAGE'
  | 'PACKAGE_AMBIGUOUS'
  | 'PACKAGE_UNSAFE'
  | 'PACKAGE_ENCRYPTED'
  | 'PACKAGE_TOO_LARGE'
  | 'PACKAGE_METHOD_UNKNOWN'
  | 'XML_MALFORMED'
  | 'XML_FORBIDDEN'
  | 'OFD_MALFORMED'
  | 'INSPECTION_STOPPED'
>;

/** Raised inside the reader; inspectOfd turns it into the result `refused`. `reason` is a stable kebab-case word. */
export class OfdRefusal extends Error {
  constructor(
    readonly code: RefusalCode,
    readonly reason: string,
    readonly part?: string,
  ) {
    super(`${code}: ${reason}`);
    this.name = 'OfdRefusal';
  }

  get finding(): SealFinding {
    return sealFinding(this.code, {
      reason: this.reason,
      ...(this.part === undefined ? {} : { part: this.part }),
    });
  }
}
