import { failDemo, runDemo } from './run-demo';

/** `npm start`: the demo network over the engine that HUREN_LEDGER names; embedded without it. */
runDemo(process.env).catch(failDemo);
