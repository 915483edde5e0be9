import {
  canonicalJson,
  compromiseArgument,
  compromiseFault,
  decodeBase64url,
  encodeBase64url,
  isJsonObject,
  type JsonValue,
  MalformedError,
  object,
  parsed,
  recordKey,
  type Seal,
  string,
} from '@huren/chaincode/domain';
import type { Commit } from '@huren/network';
import type { Context } from '../context';
import type { Endpoint, Reply } from '../http/endpoint';
import { LIMITS } from '../limits';
import { Problem } from '../problems';
import { certificatePem } from '../transactions/certificate-pem';
import { isContractFunction } from '../transactions/contract-functions';
import type { SignatureWanted, TransactionStep } from '../transactions/pending-transactions';

const jsonObject = (value: JsonValue, path = ''): JsonValue => {
  if (!isJsonObject(value)) throw new MalformedError('wrong-type', 'The value is not an object.', path);
  return value;
};

const PrepareBody = object({
  contract: string({ min: 1, max: 64 }),
  function: string({ min: 1, max: 64 }),
  argument: jsonObject,
  certificate: certificatePem,
});

const SubmitBody = object({
  id: string({ min: 32, max: 32, pattern: /^[0-9a-f]{32}$/ }),
  signature: parsed(decodeBase64url, { max: 128 }),
});

const TRANSACTION_ID = /^[0-9A-Za-z_-]{1,128}$/;

/** What a caller is to sign, as JSON. */
export function wantedBody({ id, bytes, expiresAt }: SignatureWanted) {
  return { id, bytes: encodeBase64url(bytes), expiresAt: new Date(expiresAt).toISOString() };
}

/** An engine that needs no signature of the caller has committed already; that is answered as such. */
export function stepReply(
  step: TransactionStep,
  signStatus: 201 | 202,
  committed: (commit: Commit) => unknown,
): Reply {
  if (step.kind === 'sign') return { status: signStatus, body: wantedBody(step.wanted) };
  return { status: 200, body: committed(step.commit) };
}

/**
 * That a compromise can begin where it is said to: the contract that takes the report knows no positions. What is
 * malformed or about an unknown seal, the contract refuses.
 * @throws Problem bad-value
 */
function requirePosition(index: Context['index'], argument: JsonValue): void {
  let command;
  try {
    command = compromiseArgument(argument);
  } catch (error) {
    if (error instanceof MalformedError) return;
    throw error;
  }
  const { keyId, from } = command;
  const fault = compromiseFault(index.history<Seal>(recordKey.seal(keyId)), from, index.head.height);
  if (fault === undefined || fault === 'seal-unknown') return;
  throw new Problem('bad-value', { path: '/argument/from', details: { fault } });
}

/** A committed transaction, as JSON. */
export function committedBody({ transactionId, position, result }: Commit) {
  return { transactionId, position, result: result === '' ? null : (JSON.parse(result) as unknown) };
}

/** Prepare, submit with the caller's own signature, look up (DETAILS 12). */
export function transactionEndpoints({ index, transactions }: Context): readonly Endpoint[] {
  return [
    {
      method: 'POST',
      path: '/v1/transactions/prepare',
      token: false,
      bodyBytes: LIMITS.batchBodyBytes,
      handle: async ({ body }) => {
        const { contract, function: fn, argument, certificate } = PrepareBody(body);
        if (!isContractFunction(contract, fn)) throw new Problem('unknown-function');
        if (contract === 'seal' && fn.endsWith('Compromise')) requirePosition(index, argument);
        const request = { contract, fn, argument: canonicalJson(argument) };
        return stepReply(await transactions.prepare(request, certificate), 201, committedBody);
      },
    },
    {
      method: 'POST',
      path: '/v1/transactions',
      token: false,
      bodyBytes: LIMITS.singleBodyBytes,
      handle: async ({ body }) => {
        const { id, signature } = SubmitBody(body);
        const step = await transactions.sign(id, signature);
        // A caller that reads what it has written sees it, as a rule.
        if (step.kind === 'committed') {
          await index.reached(step.commit.position.block + 1, LIMITS.readYourWriteMs);
        }
        return stepReply(step, 202, committedBody);
      },
    },
    {
      method: 'GET',
      path: '/v1/transactions/:transactionId',
      token: false,
      handle: ({ params }) => {
        const id = params['transactionId'] ?? '';
        const position = TRANSACTION_ID.test(id) ? index.position(id) : undefined;
        if (position !== undefined) return { status: 200, body: { state: 'committed', position } };
        // Neither success nor failure: whoever sends the act again meets it by its request id.
        if (transactions.isInDoubt(id)) return { status: 202, body: { state: 'in-doubt' } };
        throw new Problem('unknown-transaction');
      },
    },
  ];
}
