import { APPROVER, definitionOf, DEPRECATED, ISSUER, OUTSIDE, PLAIN } from '../demo-network';
import { type Row } from './row';

export const licenceTypeRefusals: Readonly<Record<string, readonly Row[]>> = {
  'licence-type:define': [
    ['NOT_ENTITLED', "another authority's code", ISSUER, definitionOf(PLAIN)],
    [
      'MALFORMED_ARGUMENT',
      'more seals than roles',
      APPROVER,
      { ...definitionOf(PLAIN), seals: { roles: ['a'], atLeast: 2 } },
    ],
    [
      'MALFORMED_ARGUMENT',
      'a holder of no role',
      APPROVER,
      {
        ...definitionOf(PLAIN),
        seals: { roles: ['a'], atLeast: 1, holders: [{ role: 'b', by: 'issuer' }] },
      },
    ],
  ],
  'licence-type:deprecate': [
    ['NOT_ENTITLED', "another authority's code", APPROVER, { code: OUTSIDE }],
    ['LICENCE_TYPE_UNKNOWN', 'no such type', APPROVER, { code: `${APPROVER}999` }],
    ['LICENCE_TYPE_UNKNOWN', 'no such successor', APPROVER, { code: PLAIN, successor: `${APPROVER}999` }],
    ['LICENCE_TYPE_DEPRECATED', 'deprecated before', APPROVER, { code: DEPRECATED }],
    [
      'LICENCE_TYPE_DEPRECATED',
      'its successor is deprecated',
      APPROVER,
      { code: PLAIN, successor: DEPRECATED },
    ],
    ['MALFORMED_ARGUMENT', 'nothing follows itself', APPROVER, { code: PLAIN, successor: PLAIN }],
  ],
};
