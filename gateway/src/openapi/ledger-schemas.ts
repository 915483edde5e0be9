import { closed, list, ref, text, whole, type Schema } from './schema';
import { jws, base64url } from './value-schemas';

/** Transactions, and the state of the ledger. */
export const ledgerSchemas: Readonly<Record<string, Schema>> = {
  PreparedTransaction: closed({
    id: text('32 hex digits'),
    bytes: { ...base64url, description: 'sign SHA-256 of these with ECDSA P-256, low-S DER' },
    expiresAt: text('RFC 3339', { format: 'date-time' }),
  }),
  PrepareRequest: closed({
    contract: text('contract, e.g. seal'),
    function: text('function, e.g. register'),
    argument: { type: 'object', description: 'the one argument; the gateway writes it canonically' },
    certificate: text('PEM certificate of this member'),
  }),
  SubmitRequest: closed({ id: text('of the prepared transaction'), signature: base64url }),
  Committed: closed({
    transactionId: text('id on the ledger'),
    position: ref('Position'),
    result: { description: 'what the contract answered' },
  }),
  TransactionState: closed({ state: { const: 'committed' }, position: ref('Position') }),
  TransactionInDoubt: closed({ state: { const: 'in-doubt' } }),
  Ledger: closed({
    engine: text('engine of the ledger'),
    height: whole('blocks read'),
    hash: text('hex hash of the last block'),
    time: whole('block time, epoch ms'),
    ageMs: whole('age of the index'),
    ready: { type: 'boolean' },
    genesis: text('hex hash of block 0'),
  }),
  Heartbeats: closed({
    items: list(
      closed({
        member: text('id of the member'),
        keyId: text('of its receipt key'),
        number: whole('receipts so far under that key'),
        position: ref('Position'),
        time: whole('block time, epoch ms'),
      }),
    ),
  }),
  CertificateEnds: closed({
    items: list(
      closed({
        member: text('id of the member'),
        use: { enum: ['identity', 'seal'] },
        name: text('operator, or the key id of the seal'),
        places: list({ const: 'gateway' }),
        ends: text('ISO 8601'),
        daysLeft: { type: 'integer', description: 'whole days; negative once it has ended' },
        fingerprint: text('hex SHA-256 of the certificate'),
      }),
    ),
  }),
  TrustFile: closed({ body: { type: 'object', description: 'public records and head' }, jws }),
};
