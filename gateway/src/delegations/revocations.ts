import {
  type Anchor,
  canonicalJson,
  type CryptoProvider,
  type DelegationEnd,
  delegationId,
  isPassedOn,
  isRootAnchored,
  MalformedError,
  parseDelegationChain,
  recordKey,
  splitBatch,
} from '@huren/chaincode/domain';
import type { KeyStore, Ledger } from '@huren/network';
import type { RecordIndex } from '../index/record-index';
import { LIMITS } from '../limits';
import { Problem } from '../problems';
import { RevocationShares } from './revocation-shares';

/** What a phone sends: the secret, and the delegation that it ends with the one above it. */
export interface Revoking {
  readonly secret: string;
  readonly chain: readonly string[];
}

/** Ends delegations for phones that have no certificate: with the operator's identity, for whoever tells the secret. */
export class Revocations {
  readonly #shares = new RevocationShares();

  constructor(
    private readonly parts: {
      readonly index: Pick<RecordIndex, 'record' | 'reached'>;
      readonly ledger: Ledger;
      readonly keys: KeyStore;
      readonly provider: CryptoProvider;
    },
  ) {}

  isRevoked(id: string): boolean {
    return this.parts.index.record<DelegationEnd>(recordKey.delegation(id)) !== undefined;
  }

  /**
   * The id of the delegation that ends; it is on the ledger when this resolves.
   * @param address where the request comes from
   * @throws MalformedError secret-of-another | wrong-parent | not-anchored, those of the delegations;
   * Problem rate-limited, no-operator-identity; those of the ledger
   */
  async revoke({ secret, chain }: Revoking, address: string): Promise<string> {
    const { index, ledger, keys } = this.parts;
    const { id, licence } = this.#read(secret, chain);
    if (this.isRevoked(id)) return id;
    const signer = keys.operator;
    if (signer === undefined) throw new Problem('no-operator-identity');
    await this.#shares.take(licence, address);
    const argument = canonicalJson({ secret });
    const { position } = await ledger.submit({ contract: 'delegation', fn: 'revoke', argument }, signer);
    // Whoever asks this gateway from now on is told.
    await index.reached(position.block + 1, LIMITS.readYourWriteMs);
    return id;
  }

  /**
   * What the secret ends, and under which anchored licence. The first link's signature stays unread: the key that could
   * have given it stands in the licence, which no revocation shows.
   */
  #read(secret: string, texts: readonly string[]): { readonly id: string; readonly licence: string } {
    const { index, provider } = this.parts;
    const id = delegationId(provider, secret);
    const [first, second] = parseDelegationChain(texts, '/chain').links;
    if ((second ?? first)?.payload.id !== id) {
      throw new MalformedError('secret-of-another', 'The secret is of another delegation.', '/secret');
    }
    if (first !== undefined && second !== undefined && !isPassedOn(second, first, provider)) {
      throw new MalformedError('wrong-parent', 'The first link’s agent did not pass it on.', '/chain/1');
    }
    const root = first?.payload.root;
    if (root !== undefined) {
      const { authority, root: batch } = splitBatch(root.batch);
      const anchor = index.record<Anchor>(recordKey.anchor(authority, batch));
      if (isRootAnchored(root, anchor, provider)) return { id, licence: root.leaf };
    }
    throw new MalformedError(
      'not-anchored',
      'No anchored batch holds the licence of the delegation.',
      '/chain/0',
    );
  }
}
