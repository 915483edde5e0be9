import { X509Certificate } from 'node:crypto';
import type { Context } from '../context';
import { callerOf, type Endpoint } from '../http/endpoint';
import { Problem } from '../problems';

const DAY_MS = 86_400_000;

/** One certificate that this gateway works with, in the shape of a row of `huren network certificates --json`. */
interface GatewayCertificate {
  readonly member: string;
  readonly use: 'identity' | 'seal';
  /** `operator`, or the key id of the seal. */
  readonly name: string;
  readonly places: readonly ['gateway'];
  /** ISO 8601. */
  readonly ends: string;
  /** Whole days until then; negative once it has ended. */
  readonly daysLeft: number;
  /** Hex SHA-256 of the certificate. */
  readonly fingerprint: string;
}

/**
 * GET /v1/certificates/expiry, for the member's operators: when the certificates end that this gateway itself holds.
 * Those of nodes and of other members are known where they lie: `huren network certificates` looks there.
 */
export function certificateEndpoints(context: Context): readonly Endpoint[] {
  const { member, keys, sesSeals, clock } = context;
  const row = (
    use: GatewayCertificate['use'],
    name: string,
    content: string | Uint8Array,
  ): GatewayCertificate => {
    const { validTo, fingerprint256 } = new X509Certificate(content);
    const end = Date.parse(validTo);
    return {
      member,
      use,
      name,
      places: ['gateway'],
      ends: new Date(end).toISOString(),
      daysLeft: Math.floor((end - clock()) / DAY_MS),
      fingerprint: fingerprint256.replaceAll(':', ''),
    };
  };
  return [
    {
      method: 'GET',
      path: '/v1/certificates/expiry',
      token: true,
      staff: ['operator'],
      handle: async (call) => {
        // A token speaks for an authority of any member; this is for the people of this one.
        if (callerOf(call).staff === undefined) {
          throw new Problem('role-not-allowed', { details: { needs: ['operator'] } });
        }
        const items: GatewayCertificate[] = [];
        if (keys.operator !== undefined) items.push(row('identity', 'operator', keys.operator.certificate));
        for (const keyId of keys.ids('seal')) {
          const certificate = await sesSeals.certificate(keyId);
          if (certificate !== undefined) items.push(row('seal', keyId, certificate));
        }
        items.sort((one, other) => (one.ends < other.ends ? -1 : 1));
        return { status: 200, body: { items } };
      },
    },
  ];
}
