import { integer, type JsonValue, object, string } from '@huren/chaincode/domain';
import { Problem } from '../problems';

/** Whom an offer is for; only the gateway that keeps the offer knows. */
export interface ExpectedPerson {
  readonly name: string;
  readonly idNumber: string;
}

/**
 * Port to whoever says that somebody is who they say: the national identity service with its levels. Nothing of an
 * assertion is kept.
 */
export interface IdentityService {
  /**
   * MUST answer the level at which the assertion shows the expected person, MUST NOT answer for another one.
   * @throws Problem identity-not-proven; MalformedError for what is no assertion
   */
  check(assertion: JsonValue, expected: ExpectedPerson | undefined): Promise<{ readonly level: number }>;
}

/** Services by the name that a claim gives. */
export type IdentityServices = Readonly<Record<string, IdentityService>>;

const DemoAssertion = object({
  name: string({ min: 1, max: 100 }),
  idNumber: string({ min: 1, max: 32 }),
  level: integer({ max: 5 }),
});

/** 演示: believes what is typed in. It stands in for a real service in the demo alone, and pages say so. */
export const demoIdentityService: IdentityService = {
  check: (assertion, expected) => {
    const { name, idNumber, level } = DemoAssertion(assertion, '/identity/assertion');
    if (expected !== undefined && (expected.name !== name || expected.idNumber !== idNumber)) {
      throw new Problem('identity-not-proven');
    }
    return Promise.resolve({ level });
  },
};
