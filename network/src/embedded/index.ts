export { DataLock } from './data-lock';
export { ContractFault, type ContractClass } from './contract-host';
export { EmbeddedLedger, type TransactionStatus } from './embedded-ledger';
export { LedgerDamaged } from './ledger-damaged';
export { defaultLimits, type EmbeddedLimits } from './limits';
export { openEmbedded, type EmbeddedOptions } from './open-embedded';
export {
  openLevel,
  type Store,
  type StoreChange,
  type StoreCursor,
  type StoreRange,
  type StoreView,
} from './store';
