import { encodeBase64url, encodeUtf8 } from '@huren/chaincode/domain';
import { departmentOf } from './department';
import { MATTER } from './matter';

/** A 办件 of Baicheng's hall that is under way. A real one has a random id; this one is found again by every start. */
export const DEMO_CASE = {
  id: encodeBase64url(encodeUtf8('huren-demo-case1')),
  authority: departmentOf('220800', 'hall').code,
  matter: MATTER.soleTrader,
} as const;
