import {
  array,
  CHECKS,
  DEFAULT_POLICY,
  integer,
  literal,
  MalformedError,
  object,
  oneOf,
  optional,
  record,
  type Policy,
  type Shape,
} from '@huren/chaincode/domain';
import { readJsonFile } from './input-file';
import type { Terminal } from './terminal';
import { malformed } from './trouble';

const LEVEL = integer({ max: 5 });
const HOLDER = oneOf(['presentation', 'none']);

/** A policy as its owner writes it; what it leaves out is as in DEFAULT_POLICY. */
const PolicyShape = object({
  v: literal(1),
  maxIndexAgeMs: optional(integer()),
  presentationMaxAgeMs: optional(integer()),
  holder: optional(object({ otherwise: HOLDER, matters: record(/^[0-9A-Z]{12}$/, HOLDER) })),
  witnessed: optional(oneOf(['review', 'accept'])),
  disputes: optional(oneOf(['review', 'note'])),
  identityLevel: optional(integer({ max: 5 })),
  counterLevels: optional(object({ 'card-reader': LEVEL, 'id-card': LEVEL, other: LEVEL })),
  mayBeSkipped: optional(array(oneOf(CHECKS), { max: CHECKS.length, unique: true })),
}) satisfies Shape<Partial<Policy>>;

/** @throws Trouble for anything that is no policy: a misspelt rule must not be passed over */
export async function readPolicyFile(terminal: Terminal, path: string): Promise<Policy> {
  const value = await readJsonFile(terminal, path);
  try {
    return { ...DEFAULT_POLICY, ...PolicyShape(value) };
  } catch (error) {
    throw error instanceof MalformedError
      ? malformed(error, `${path} 的核验策略`, `The policy in ${path}`)
      : error;
  }
}
