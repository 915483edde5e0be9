import { randomBytes } from 'node:crypto';
import { parseCredential } from '@huren/chaincode/domain';
import { departmentOf, licence, MATTER, TYPE, type ServedGateway } from '@huren/gateway/demo';
import { actorOf, below, ISSUER, plain } from './fabric-world';
import type { BenchRow } from './row';

/** Aim of the issue: refused at every other member's gateway, ms. */
const AIM_MS = 1000;
const REVOCATIONS = 30;
/** How long one revocation may take before the bench gives up, ms. */
const PATIENCE_MS = 60_000;

const share = (times: readonly number[], part: number): number =>
  [...times].sort((one, other) => one - other)[Math.min(times.length - 1, Math.floor(times.length * part))] ??
  Number.NaN;

/**
 * A suspension at the issuer's gateway until every other member's gateway refuses over HTTP. Each of them is asked
 * whenever its index has read a block, so that the asking itself takes no time from what is measured.
 */
export async function* benchRevocation(
  data: string,
  served: readonly ServedGateway[],
  keyId: string,
): AsyncGenerator<BenchRow> {
  const urlOf = (member: string) => served.find((one) => one.member === member)?.url ?? '';
  const issuing = actorOf(data, ISSUER.member, ISSUER.code).client(urlOf(ISSUER.member));
  const today = new Date().toISOString().slice(0, 10);
  const licences = Array.from({ length: REVOCATIONS }, (_, at) => ({
    ...licence('business', ISSUER.member, at, today as Parameters<typeof licence>[3]),
    serial: `BENCH${randomBytes(6).toString('hex').toUpperCase()}`,
  }));
  const requestId = `bench-${randomBytes(8).toString('hex')}`;
  const files = await issuing.issue({ requestId, type: TYPE.business, key: keyId, licences });
  const others = served
    .filter(({ member }) => member !== ISSUER.member)
    .map(({ member, url, gateway }) => ({
      index: gateway.context.index,
      client: actorOf(data, member, departmentOf(member, 'hall').code).client(url),
    }));
  const told: number[] = [];
  const refused: number[] = [];
  for (const [at, credential] of files.entries()) {
    const verdictAt = async (client: (typeof others)[number]['client']) =>
      (await client.verify({ credential, matter: MATTER.freightPermit })).verdict;
    if (at === 0) await Promise.all(others.map(({ client }) => verdictAt(client)));
    const from = performance.now();
    const everywhere = others.map(async ({ index, client }) => {
      for (;;) {
        const next = index.head.height + 1;
        if ((await verdictAt(client)) === 'refuse') return;
        if (!(await index.reached(next, PATIENCE_MS))) throw new Error('a suspension is not seen');
      }
    });
    await issuing.setStatus({
      requestId: `${requestId}-${String(at)}`,
      batch: credential.anchor?.batch ?? '',
      identifier: parseCredential(credential.sdJwt).claims.identifier,
      state: 'suspended',
      decision: '齐市监扣（演示）',
      decidedOn: today,
      effectiveFrom: today,
    });
    told.push(performance.now() - from);
    await Promise.all(everywhere);
    refused.push(performance.now() - from);
  }
  yield plain('fabric revocation told to the issuer p50', share(told, 0.5), 'ms');
  yield below('fabric revocation refused everywhere p50', share(refused, 0.5), 'ms', AIM_MS);
  yield below('fabric revocation refused everywhere p99', share(refused, 0.99), 'ms', AIM_MS);
}
