export { startContractServer, type RunningServer, type ServerEvent } from './contract-server';
export { readSettings, SettingsError, type ServerSettings } from './settings';
