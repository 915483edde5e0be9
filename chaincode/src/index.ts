/** What `fabric-chaincode-node` and the ledger's engines load: the contracts. The domain is at `./domain`. */
export { contracts } from './contract';
