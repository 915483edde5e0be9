export { writeKeyFile } from './key-file';
export { KeyStoreError } from './key-store-error';
export { KeyStore, type HeldKey, type KeyUse, type OperatorIdentity } from './key-store';
