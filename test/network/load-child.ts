import { createPrivateKey } from 'node:crypto';
import { readFileSync, writeSync } from 'node:fs';
import { openEmbedded } from '@huren/network/embedded';
import { keySigner, type MspTrust } from '@huren/network/identity';
import { ProbeContract } from './probe-contract';

/** What the parent writes for the child. */
export interface LoadPlan {
  readonly path: string;
  readonly channel: readonly MspTrust[];
  readonly mspId: string;
  readonly certificate: string;
  /** PKCS#8 PEM of a key made for this test. */
  readonly privateKey: string;
  /** Bytes of each value. */
  readonly valueBytes: number;
}

/**
 * A process that submits as fast as it can and says on its standard output, one line each, `ack KEY` after every
 * acknowledgement, until it is killed or the engine stops; then how the engine behaves, and it closes.
 */
async function main(planFile: string): Promise<void> {
  const plan = JSON.parse(readFileSync(planFile, 'utf8')) as LoadPlan;
  const signer = keySigner({ ...plan, privateKey: createPrivateKey(plan.privateKey) });
  const { path, channel } = plan;
  const ledger = await openEmbedded({ path, channel, contracts: [ProbeContract], clock: Date.now });
  say('open');
  const value = 'x'.repeat(plan.valueBytes);
  const call = (fn: string, argument: object) => ({
    contract: 'probe',
    fn,
    argument: JSON.stringify(argument),
  });
  const failures = new Set<string>();
  let next = 0;
  const work = async (): Promise<void> => {
    for (;;) {
      const key = `${String(process.pid)}-${String((next += 1))}`;
      try {
        await ledger.submit(call('put', { key, value }), signer);
      } catch (error) {
        failures.add(error instanceof Error ? error.name : 'unknown');
        return;
      }
      say(`ack ${key}`);
    }
  };
  await Promise.all(Array.from({ length: 32 }, work));
  say(`failures ${[...failures].sort().join(' ')}`);
  say(`health ${JSON.stringify(await ledger.health())}`);
  say(`later ${await ledger.submit(call('put', { key: 'later', value }), signer).then(() => 'ack', String)}`);
  const listed = JSON.parse(await ledger.evaluate(call('list', {}), signer)) as readonly string[];
  say(`evaluate ${listed.length > 0 ? 'works' : 'is empty'}`);
  for await (const block of ledger.blocks((await ledger.height()) - 1)) {
    say(`block ${String(block.number)}`);
    break;
  }
  await ledger.close();
  say('closed');
}

/** Straight to the pipe: what is said is said even if the process is killed right after. */
function say(line: string): void {
  writeSync(1, `${line}\n`);
}

const [planFile] = process.argv.slice(2);
if (planFile !== undefined) {
  main(planFile).catch((error: unknown) => {
    say(`error ${String(error)}`);
    process.exitCode = 1;
  });
}
