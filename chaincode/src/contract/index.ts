import 'reflect-metadata';
import { AgreementContract } from './agreement-contract';
import { AuthorityContract } from './authority-contract';
import { LicenceContract } from './licence-contract';
import { LicenceTypeContract } from './licence-type-contract';
import { MatterContract } from './matter-contract';
import { MemberContract } from './member-contract';
import { SealContract } from './seal-contract';

/** The contracts of Huren; fabric-shim appends its system contract to the array it is given: hand it a copy. */
export const contracts = [
  MemberContract,
  AuthorityContract,
  SealContract,
  LicenceTypeContract,
  LicenceContract,
  MatterContract,
  AgreementContract,
];

export {
  AgreementContract,
  AuthorityContract,
  LicenceContract,
  LicenceTypeContract,
  MatterContract,
  MemberContract,
  SealContract,
};
export { ARGUMENT_BYTES_LIMIT, IMPORT_BYTES_LIMIT } from './huren-contract';
