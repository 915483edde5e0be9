import { type Answer, bearer, call, signatureOf, tokenOf } from './client';
import { BAICHENG, ISSUER, QIQIHAR, RELYING, TYPE, type World } from './world';

export interface CredentialFile {
  readonly sdJwt: string;
  readonly anchor: { readonly batch: string; readonly index: number; readonly proof: readonly string[] };
}

export const issuerToken = (world: World): Record<string, string> =>
  bearer(tokenOf(world.identity(ISSUER), ISSUER, QIQIHAR, world.now));
export const relyingToken = (world: World): Record<string, string> =>
  bearer(tokenOf(world.identity(RELYING), RELYING, BAICHENG, world.now));

export const licence = (serial: string, changes: object = {}): object => ({
  serial,
  issueDate: '2026-05-01',
  validateStart: '2026-05-01',
  validateEnd: '2030-04-30',
  areaCode: QIQIHAR,
  fields: { certificate_holder_name: '巴特尔·演示', certificate_number: '演示0001' },
  ...changes,
});

export const request = (world: World, requestId: string, changes: object = {}): Record<string, unknown> => ({
  requestId,
  type: TYPE,
  key: world.sealKey,
  certificate: world.identity(ISSUER).certificate,
  licences: [licence(`${requestId.toUpperCase().replace(/[^0-9A-Z]/g, '')}1`)],
  ...changes,
});

/** Signs whatever waits, until it is committed. */
export async function signAll(world: World, url: string, who: string, waiting: unknown): Promise<Answer> {
  let { id, bytes } = waiting as { id: string; bytes: string };
  for (;;) {
    const answer = await call('POST', `${url}/v1/transactions`, {
      id,
      signature: signatureOf(world.identity(who), bytes),
    });
    if (answer.status !== 202) return answer;
    ({ id, bytes } = answer.body as unknown as { id: string; bytes: string });
  }
}

/** Issues over HTTP and answers the credential files; both indexes have the anchor. */
export async function issue(
  world: World,
  requestId: string,
  changes: object = {},
): Promise<readonly CredentialFile[]> {
  const body = request(world, requestId, changes);
  const begun = await call('POST', `${world.issuingUrl}/v1/licences`, body, issuerToken(world));
  if (begun.status !== 202)
    throw new Error(`issuing answered ${String(begun.status)} ${JSON.stringify(begun.body)}`);
  const done = await signAll(world, world.issuingUrl, ISSUER, begun.body['transaction']);
  if (done.status !== 200) throw new Error(`anchoring answered ${JSON.stringify(done.body)}`);
  const got = await call(
    'GET',
    `${world.issuingUrl}/v1/licences/${requestId}`,
    undefined,
    issuerToken(world),
  );
  await world.relying.caughtUp();
  return got.body['credentials'] as readonly CredentialFile[];
}

export async function verify(world: World, body: object, token = relyingToken(world)): Promise<Answer> {
  return call('POST', `${world.relyingUrl}/v1/verifications`, body, token);
}
