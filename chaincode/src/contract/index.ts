import 'reflect-metadata';
import { AgreementContract } from './agreement-contract';
import { AuthorityContract } from './authority-contract';
import { CaseContract } from './case-contract';
import { DelegationContract } from './delegation-contract';
import { DisputeContract } from './dispute-contract';
import { GroupContract } from './group-contract';
import { LicenceContract } from './licence-contract';
import { LicenceTypeContract } from './licence-type-contract';
import { MatterContract } from './matter-contract';
import { MemberContract } from './member-contract';
import { NetworkChangeContract } from './network-change-contract';
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
  GroupContract,
  NetworkChangeContract,
  DisputeContract,
  DelegationContract,
  CaseContract,
];

export {
  AgreementContract,
  AuthorityContract,
  CaseContract,
  DelegationContract,
  DisputeContract,
  GroupContract,
  LicenceContract,
  LicenceTypeContract,
  MatterContract,
  MemberContract,
  NetworkChangeContract,
  SealContract,
};
export { ARGUMENT_BYTES_LIMIT, IMPORT_BYTES_LIMIT } from './huren-contract';
