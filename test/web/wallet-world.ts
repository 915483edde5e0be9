import type { Browser } from 'playwright-core';
import { demoIdentityService } from '@huren/gateway';
import { BAICHENG, ISSUER, openWorld, QIQIHAR, type World } from '../gateway/world';
import { launchBrowser } from './browser';

/** Two members whose gateways phones can reach, an issuer whose offers can be claimed, and a browser. */
export interface WalletWorld {
  readonly world: World;
  readonly browser: Browser;
  close(): Promise<void>;
}

export async function openWalletWorld(): Promise<WalletWorld> {
  const world = await openWorld({ identityServices: { demo: demoIdentityService } });
  await world.submit(QIQIHAR, 'member', 'setGateway', { url: world.issuingUrl });
  await world.submit(BAICHENG, 'member', 'setGateway', { url: world.relyingUrl });
  await world.issuing.saveService(ISSUER, world.identity(ISSUER));
  await world.issuing.caughtUp();
  await world.relying.caughtUp();
  const browser = await launchBrowser();
  return {
    world,
    browser,
    close: async () => {
      await browser.close();
      await world.close();
    },
  };
}
