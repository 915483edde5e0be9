export { writeKeyFile } from './key-file';
export { KeyStoreError } from './key-store-error';
export { KeyStore, type HeldKey, type KeyUse, type OperatorIdentity } from './key-store';
export { MAX_SES_SEAL_BYTES, sesSealPath, writeSesSeal } from './ses-seal-file';
