import type { Browser } from 'playwright-core';
import { openClaimWorld } from '../gateway/claim-world';
import type { World } from '../gateway/world';
import { launchBrowser } from './browser';

/** Two members whose gateways phones can reach, an issuer whose offers can be claimed, and a browser. */
export interface WalletWorld {
  readonly world: World;
  readonly browser: Browser;
  close(): Promise<void>;
}

export async function openWalletWorld(): Promise<WalletWorld> {
  const world = await openClaimWorld();
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
