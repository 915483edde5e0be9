import { failDemo, runDemo } from './run-demo';

/** `npm run fabric`: the demo network on Fabric's own peers and orderers, in a data folder of its own. */
const defaults = { HUREN_LEDGER: 'fabric-gateway', HUREN_DATA: './data/fabric' };
runDemo({ ...defaults, ...process.env }).catch(failDemo);
