import { certificateDer, certificateKid } from '@huren/chaincode/domain';

/** An identity key of an authority or an operator, wherever it lives: in a browser, a process or an HSM. */
export interface CallerKey {
  /** base64url(SHA-256(certificate DER)), as the ledger has it on the authority's record (DETAILS 3). */
  readonly kid: string;
  /** X.509 certificate, PEM; needed for transactions, not for tokens. */
  readonly certificate?: string;
  /** Low-S DER ECDSA P-256 signature over SHA-256 of the bytes. */
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}

/** A caller key that can also sign transactions. */
export type TransactionKey = Pick<CallerKey, 'sign'> & { readonly certificate: string };

/**
 * Key id of a PEM certificate.
 * @throws MalformedError `bad-certificate` when the text is not exactly one (RFC 7468 §5)
 */
export function certificateKeyId(pem: string): string {
  return certificateKid(certificateDer(pem.trim()));
}
