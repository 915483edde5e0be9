import { HurenClient } from '@huren/clients';
import { common, peer } from '@hyperledger/fabric-protos';
import { createProposal, type Proposal } from '../../network/src/embedded/proposal';
import { AnsweringServer, problem, type Heard, type Reply } from './answering-server';

function proposal(
  fn = 'freeze',
  argument = '{"keyId":"k"}',
  certificate = 'PEM',
  contract = 'seal',
): Proposal {
  const request = { contract, fn, argument };
  return createProposal({ channelId: 'huren', timestamp: 0, mspId: 'HurenMSP', certificate, request });
}

/** The transaction that is made of a proposal, as a peer's Gateway service asks for the second signature. */
function transactionOf({ bytes }: Proposal): Uint8Array {
  const read = peer.Proposal.deserializeBinary(bytes);
  const header = common.Header.deserializeBinary(read.getHeader_asU8());
  const action = new peer.ChaincodeActionPayload();
  action.setChaincodeProposalPayload(read.getPayload_asU8());
  action.setAction(new peer.ChaincodeEndorsedAction());
  const one = new peer.TransactionAction();
  one.setHeader(header.getSignatureHeader_asU8());
  one.setPayload(action.serializeBinary());
  const transaction = new peer.Transaction();
  transaction.setActionsList([one]);
  const payload = new common.Payload();
  payload.setHeader(header);
  payload.setData(transaction.serializeBinary());
  return payload.serializeBinary();
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
const asked = proposal();
const prepared = { id: '1', bytes: text(asked.bytes), expiresAt: '2026-11-20T00:00:00.000Z' };
const committed = { transactionId: 'tx', position: { block: 4, tx: 0 }, result: {} };
let server: AnsweringServer | undefined;
let signed: Uint8Array[] = [];

const key = {
  certificate: 'PEM',
  sign: (bytes: Uint8Array) => {
    signed.push(bytes);
    return Promise.resolve(Uint8Array.of(9));
  },
};

async function transact(answer: (heard: Heard, at: number) => Reply | undefined) {
  server = await AnsweringServer.start(answer);
  signed = [];
  const client = new HurenClient({ url: server.url, sleep: () => Promise.resolve() });
  return client.transact('seal', 'freeze', { keyId: 'k' }, key);
}

afterEach(async () => {
  await server?.stop();
});

const isPrepare = ({ path }: Heard): boolean => path.endsWith('/prepare');

test('a transaction is prepared, signed and submitted', async () => {
  const answer = await transact((heard) =>
    isPrepare(heard) ? { status: 201, body: prepared } : { status: 200, body: committed },
  );
  expect(answer).toEqual(committed);
  expect(signed.map(text)).toEqual([prepared.bytes]);
  expect(JSON.parse(server?.heard[0]?.body ?? '')).toEqual({
    contract: 'seal',
    function: 'freeze',
    argument: { keyId: 'k' },
    certificate: 'PEM',
  });
  expect(JSON.parse(server?.heard[1]?.body ?? '')).toEqual({ id: '1', signature: 'CQ' });
});

test('a further signature is given when the gateway asks for one', async () => {
  const second = { ...prepared, bytes: text(transactionOf(asked)) };
  await transact((heard, at) =>
    isPrepare(heard)
      ? { status: 201, body: prepared }
      : at === 1
        ? { status: 202, body: second }
        : { status: 200, body: committed },
  );
  expect(signed.map(text)).toEqual([prepared.bytes, second.bytes]);
});

test('nothing is signed that could pass for a token of the same key', async () => {
  const token = [{ alg: 'ES256', typ: 'JWT' }, { aud: 'urn:huren:gateway:220800' }]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const wanted = { ...prepared, bytes: Buffer.from(token).toString('base64url') };
  await expect(
    transact((heard) => ({
      status: isPrepare(heard) ? 201 : 200,
      body: isPrepare(heard) ? wanted : committed,
    })),
  ).rejects.toMatchObject({ name: 'HurenUnreachable', reason: 'foreign' });
  await server?.stop();
  await expect(
    transact((heard) => ({
      status: isPrepare(heard) ? 201 : 202,
      body: isPrepare(heard) ? prepared : wanted,
    })),
  ).rejects.toMatchObject({ name: 'HurenUnreachable', reason: 'foreign' });
  expect(signed).toHaveLength(1);
});

/** A proposal into which something is put that a reader who takes only what it knows would not see. */
function withHidden(change: (payload: peer.ChaincodeProposalPayload) => void): Uint8Array {
  const read = peer.Proposal.deserializeBinary(asked.bytes);
  const payload = peer.ChaincodeProposalPayload.deserializeBinary(read.getPayload_asU8());
  change(payload);
  read.setPayload(payload.serializeBinary());
  return read.serializeBinary();
}

/** TransientMap is field 10 of the payload: an entry of key `x` and value 1. */
function withTransient(): Uint8Array {
  const read = peer.Proposal.deserializeBinary(asked.bytes);
  const entry = Buffer.of(0x52, 6, 0x0a, 1, 0x78, 0x12, 1, 1);
  read.setPayload(Buffer.concat([read.getPayload_asU8(), entry]));
  return read.serializeBinary();
}

function inputOf(payload: peer.ChaincodeProposalPayload, change: (input: peer.ChaincodeInput) => void): void {
  const invocation = peer.ChaincodeInvocationSpec.deserializeBinary(payload.getInput_asU8());
  change(invocation.getChaincodeSpec()?.getInput() as peer.ChaincodeInput);
  payload.setInput(invocation.serializeBinary());
}

function ofType(type: common.HeaderTypeMap[keyof common.HeaderTypeMap]): Uint8Array {
  const read = peer.Proposal.deserializeBinary(asked.bytes);
  const header = common.Header.deserializeBinary(read.getHeader_asU8());
  const channel = common.ChannelHeader.deserializeBinary(header.getChannelHeader_asU8());
  channel.setType(type);
  header.setChannelHeader(channel.serializeBinary());
  read.setHeader(header.serializeBinary());
  return read.serializeBinary();
}

const otherActs: readonly (readonly [string, Uint8Array])[] = [
  ['another function', proposal('retire').bytes],
  ['another contract', proposal('freeze', '{"keyId":"k"}', 'PEM', 'licence').bytes],
  ['another argument', proposal('freeze', '{"keyId":"other"}').bytes],
  ['the same argument in another spelling', proposal('freeze', '{ "keyId":"k"}').bytes],
  ['another identity of the same key', proposal('freeze', '{"keyId":"k"}', 'OTHER').bytes],
  ['a transaction of another act', transactionOf(proposal('retire'))],
  ['an update of the channel’s configuration', ofType(common.HeaderType.CONFIG_UPDATE)],
  ['transient data', withTransient()],
  [
    'a second argument',
    withHidden((payload) => {
      inputOf(payload, (input) => input.addArgs(Buffer.of(1)));
    }),
  ],
  [
    'an initialisation',
    withHidden((payload) => {
      inputOf(payload, (input) => {
        input.setIsInit(true);
      });
    }),
  ],
  ['a field that no message has', Buffer.concat([asked.bytes, Buffer.of(0x7a, 1, 0)])],
  ['a second payload', Buffer.concat([asked.bytes, Buffer.of(0x12, 0)])],
  ['bytes that are cut off', asked.bytes.subarray(0, -1)],
];

test.each(otherActs)('a gateway gets no signature over %s', async (_, bytes) => {
  const other = { ...prepared, bytes: text(bytes) };
  await expect(
    transact((heard) => ({
      status: isPrepare(heard) ? 201 : 200,
      body: isPrepare(heard) ? other : committed,
    })),
  ).rejects.toMatchObject({ name: 'HurenUnreachable', reason: 'other-act' });
  expect(signed).toEqual([]);
  await server?.stop();
  await expect(
    transact((heard) => ({
      status: isPrepare(heard) ? 201 : 202,
      body: isPrepare(heard) ? prepared : other,
    })),
  ).rejects.toMatchObject({ name: 'HurenUnreachable', reason: 'other-act' });
  expect(signed).toHaveLength(1);
});

test('a gateway that asks for signatures without end is not followed', async () => {
  await expect(
    transact((heard) => ({ status: isPrepare(heard) ? 201 : 202, body: prepared })),
  ).rejects.toMatchObject({
    name: 'HurenUnreachable',
  });
  expect(signed).toHaveLength(4);
});

test('a conflict is prepared and signed anew', async () => {
  let conflicts = 0;
  const answer = await transact((heard) => {
    if (isPrepare(heard)) return { status: 201, body: prepared };
    return conflicts++ < 2 ? problem(409, 'ledger-conflict') : { status: 200, body: committed };
  });
  expect(answer).toEqual(committed);
  expect(signed).toHaveLength(3);
});

test('a rejection is final', async () => {
  await expect(
    transact((heard) =>
      isPrepare(heard)
        ? { status: 201, body: prepared }
        : problem(422, 'ledger-rejection', { rejection: 'SEAL_RETIRED' }),
    ),
  ).rejects.toMatchObject({ rejection: 'SEAL_RETIRED' });
  expect(signed).toHaveLength(1);
});

test('a transaction in doubt is looked up and never signed again', async () => {
  let lookups = 0;
  const answer = await transact((heard) => {
    if (isPrepare(heard)) return { status: 201, body: prepared };
    if (heard.method === 'POST') return problem(503, 'in-doubt', { transactionId: 'tx' });
    return lookups++ < 2
      ? problem(404, 'unknown-transaction')
      : { status: 200, body: { state: 'committed', position: { block: 4, tx: 0 } } };
  });
  expect(answer).toEqual({ transactionId: 'tx', position: { block: 4, tx: 0 } });
  expect(signed).toHaveLength(1);
});

test('a transaction whose fate stays unknown is reported as in doubt', async () => {
  await expect(
    transact((heard) => {
      if (isPrepare(heard)) return { status: 201, body: prepared };
      return heard.method === 'POST'
        ? problem(503, 'in-doubt', { transactionId: 'tx' })
        : problem(404, 'unknown-transaction');
    }),
  ).rejects.toMatchObject({ code: 'in-doubt', transactionId: 'tx' });
});
