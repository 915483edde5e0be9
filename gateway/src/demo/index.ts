export { startFabricNetwork, type FabricNetworkOptions } from './fabric-network';
export * from './start';
export {
  demoFolders,
  holderKeyFile,
  identityFile,
  sampleFile,
  samplePageFile,
  type DemoFolders,
  type HolderJwk,
  type SeedProgress,
} from './seed';
export * from './world';
