import { mkdir } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { contracts } from '@huren/chaincode';
import { keySigner, type KeyStore, LedgerIdentityRefused, openEmbedded, type Ledger } from '@huren/network';
import type { GatewayConfig } from './config';
import { EnvironmentError } from './env';
import type { FabricConfig } from './fabric-config';
import { LIMITS } from './limits';
import type { Log } from './log';

/** Opens the ledger that the settings name. @throws EnvironmentError, and what the embedded engine throws */
export async function openLedger(config: GatewayConfig, keys: KeyStore, log: Log): Promise<Ledger> {
  if (config.fabric === undefined) {
    await mkdir(config.ledgerPath, { recursive: true });
    return openEmbedded({ path: config.ledgerPath, contracts, clock: Date.now });
  }
  const ledger = await openFabric(config.fabric, config.dataPath, keys);
  try {
    await untilItAnswers(ledger, log);
    return ledger;
  } catch (error) {
    await ledger.close();
    throw error;
  }
}

/** @param dataPath of the gateway, where the chain's checks keep configurations and evidence */
async function openFabric(fabric: FabricConfig, dataPath: string, keys: KeyStore): Promise<Ledger> {
  const { adapter, profile, channelId, chaincode, operator } = fabric;
  // The key folder keeps the operator from then on, renewed certificates too: it signs heartbeats.
  if (operator !== undefined && keys.operator?.certificate !== operator.certificate) {
    await keys.saveOperator(operator);
  }
  const reader = operator === undefined ? keys.operator : keySigner(operator);
  if (reader === undefined) {
    throw new EnvironmentError('HUREN_FABRIC_MSP', {
      zh: '密钥文件夹中还没有运维身份，请指定其 MSP 文件夹，或用 HUREN_FABRIC_WALLET 指定钱包',
      en: 'the key folder holds no operator yet: name its MSP folder, or its wallet by HUREN_FABRIC_WALLET',
    });
  }
  const { openFabricGateway, openFabricNetwork, peersOfProfile, trustFolder } =
    await import('@huren/network/fabric');
  const trust = { ...fabric.trust, folder: trustFolder(dataPath) };
  const options = { channelId, chaincode, reader, trust };
  // fabric-network signs its questions to discovery itself: `readFabricConfig` has seen to its key.
  return adapter === 'fabric-network' && operator !== undefined
    ? openFabricNetwork({ ...options, profile, identity: operator })
    : openFabricGateway({ ...options, peers: peersOfProfile(profile) });
}

/** After a restart of the whole machine the member's peer may come later than its gateway. */
async function untilItAnswers(ledger: Ledger, log: Log): Promise<void> {
  for (let said = false; ; said = true) {
    try {
      await ledger.height();
      return;
    } catch (error) {
      if (error instanceof LedgerIdentityRefused) {
        throw new EnvironmentError('HUREN_FABRIC_CHANNEL', {
          zh: '节点不接受运维身份，或没有这个通道；请检查通道名、运维身份与连接配置是否属于同一网络',
          en: 'the peers refuse the operator, or have no such channel: do channel, operator and profile belong to one network?',
        });
      }
      if (!said) {
        const reason = error instanceof Error ? error.message : 'unknown';
        log.warn(
          { reason },
          '成员节点尚未应答，正在等待 / the peers of the profile do not answer yet: waiting',
        );
      }
      await pause(LIMITS.ledgerRetryMs / 5);
    }
  }
}
