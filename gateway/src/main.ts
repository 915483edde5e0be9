import { serverProvider } from '@huren/chaincode/crypto-node';
import { SERVER_KERNEL } from '@huren/chaincode/domain';
import { KeyStore } from '@huren/network';
import { readConfig } from './config';
import { readEnvironment } from './env';
import { createGateway } from './index';
import { createLog } from './log';
import { openLedger } from './open-ledger';
import { troubleOf } from './trouble';

/** Serves one member over its own ledger until the process is told to stop. */
async function main(): Promise<void> {
  const environment = readEnvironment(process.env);
  const config = await readConfig(environment);
  const log = createLog(config.logLevel, config.member);
  const keys = await KeyStore.open(config.keysPath, config.passphrase);
  const ledger = await openLedger(config, keys, log);
  const gateway = await createGateway({
    ...config,
    ledger,
    keys,
    logger: log,
    provider: serverProvider({ ...SERVER_KERNEL, keys: environment.sm2Tables ?? SERVER_KERNEL.keys }),
    processMetrics: true,
  });
  const { url } = await gateway.listen({
    port: config.port,
    host: config.host,
    ...(config.tls === undefined ? {} : { tls: config.tls }),
  });
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    gateway
      .close()
      .then(() => ledger.close())
      .catch((error: unknown) => {
        log.error({ error: error instanceof Error ? error.name : 'unknown' }, 'the shutdown failed');
        process.exitCode = 1;
      });
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  // Last: whoever reads it may send a signal at once.
  log.info({ url }, 'listening');
}

main().catch((error: unknown) => {
  const trouble = troubleOf(error);
  process.stderr.write(`huren gateway: ${trouble?.sentence ?? '启动失败 / failed to start'}\n`);
  if (trouble === undefined) console.error(error);
  // What was opened before the failure would keep the process; nothing of it waits to be written.
  process.exit(trouble?.exitCode ?? 1);
});
