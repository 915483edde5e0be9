/** What a signature in an OFD file protects: the bytes of its Signature.xml, where they stand, and the time in them. */
export interface ProtectedData {
  readonly bytes: Uint8Array;
  /** Absolute path inside the package: `/Doc_0/Signs/Sign_0/Signature.xml`. */
  readonly path?: string;
  /** SignatureDateTime, when it can be read; used where the signature itself holds no time. */
  readonly timeMs?: number;
}
