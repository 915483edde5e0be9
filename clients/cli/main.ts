import { run } from './run';
import { processTerminal } from './terminal';

void run(process.argv.slice(2), processTerminal()).then((code) => {
  // Not process.exit: what is still in a pipe is written first.
  process.exitCode = code;
});
