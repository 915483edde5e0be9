import { contracts } from '../contract';
import { startContractServer, type ServerEvent } from './contract-server';
import { readSettings, SettingsError } from './settings';

/** `huren-chaincode`: settings from the environment, one JSON line an event on stdout, exit 2 on wrong settings. */
async function main(): Promise<void> {
  const log = (event: ServerEvent): void => {
    process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), ...event })}\n`);
  };
  const starting = startContractServer(contracts, readSettings(process.env), log);
  // Before the start is over: whoever reads that it listens may send a signal at once.
  const stop = (): void => {
    void starting.then((server) => server.stop()).then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  await starting;
}

main().catch((error: unknown) => {
  const settings = error instanceof SettingsError;
  const text = error instanceof Error ? error.message : 'the server could not start';
  process.stderr.write(`huren-chaincode: ${text}\n`);
  process.exit(settings ? 2 : 1);
});
