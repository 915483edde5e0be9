import { createMemberCa, issueIdentity, keySigner } from '@huren/network/identity';
import { openEmbedded } from '@huren/network/embedded';
import { ProbeContract } from './probe-contract';

/** Provokes a refusal, a bug and an unknown function, and says only which process listeners are left. */
async function main(path: string): Promise<void> {
  const now = new Date(Date.now() - 60_000);
  const ca = await createMemberCa({ id: '230200', name: 'demo', now, validDays: 1 });
  const notAfter = new Date(Date.now() + 60_000);
  const signer = keySigner(
    await issueIdentity(ca, { commonName: 'demo', role: 'client', notBefore: now, notAfter }),
  );
  const channel = [{ mspId: ca.mspId, caCertificates: [ca.certificate] }];
  const ledger = await openEmbedded({ path, channel, contracts: [ProbeContract], clock: Date.now });
  for (const fn of ['refuse', 'bug', 'nothing', 'two']) {
    await ledger.submit({ contract: 'probe', fn, argument: '{}' }, signer).catch(() => undefined);
  }
  await ledger.close();
  const events = ['uncaughtException', 'unhandledRejection'] as const;
  process.stdout.write(events.map((event) => process.listenerCount(event)).join(' '));
}

const [path] = process.argv.slice(2);
if (path !== undefined) void main(path);
