import { getLogger as getApiLogger } from 'fabric-contract-api/lib/logger';
import { getLogger as getShimLogger } from 'fabric-shim/lib/logger';

/**
 * The shim prints every refusal with its text, and while it loads it makes the process survive uncaught errors: a
 * refusal is an answer, and a broken server ends and is started anew.
 */
export function quietShim(): void {
  for (const name of ['contracts-spi/chaincodefromcontract.js', 'contracts-spi/datamarshall.js']) {
    getShimLogger(name).silent = true;
  }
  getShimLogger('_').exceptions.unhandle();
  getApiLogger('_').exceptions.unhandle();
  for (const listener of process.listeners('unhandledRejection')) {
    if (listener.name === 'loggerUnhandledRejectionFn') process.off('unhandledRejection', listener);
  }
}
