import {
  array,
  CHECKS,
  integer,
  type JsonValue,
  literal,
  object,
  oneOf,
  optional,
  type Policy,
  record,
  type Shape,
} from '@huren/chaincode/domain';

const Holder = oneOf(['presentation', 'none']);
const level = integer({ max: 5 });
const CounterLevels = object({ 'card-reader': level, 'id-card': level, other: level });
const DAY_MS = 86_400_000;

const PolicyShape: Shape<Policy> = object({
  v: literal(1),
  maxIndexAgeMs: integer({ min: 1, max: DAY_MS }),
  presentationMaxAgeMs: integer({ min: 1, max: 3_600_000 }),
  holder: object({ otherwise: Holder, matters: record(/^\d{12}$/, Holder) }),
  witnessed: oneOf(['review', 'accept']),
  disputes: optional(oneOf(['review', 'note'])),
  identityLevel: integer({ max: 5 }),
  mayBeSkipped: array(oneOf(CHECKS), { max: CHECKS.length, unique: true }),
  counterLevels: optional(CounterLevels),
});

/** A member's policy from its file. @throws MalformedError */
export function readPolicy(value: JsonValue): Policy {
  return PolicyShape(value);
}
