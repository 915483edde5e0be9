import { parentPort, workerData } from 'node:worker_threads';
import { nodeProvider, serverProvider } from '../crypto-node';
import type { HashName, KernelLimits } from '../domain/crypto';
import { encodeHex } from '../domain/encoding';
import { parseCertificate } from '../domain/x509';
import type { OfdInspection } from './inspection';
import type { InspectionJob } from './inspector';
import { inspectOfdSync } from './inspect-ofd';
import { inspectSealFile } from './inspect-seal-file';

const { tables } = workerData as { readonly tables: KernelLimits | null };
const provider = tables === null ? nodeProvider() : serverProvider(tables);

parentPort?.on('message', ({ kind, bytes: given, trust = [], makers = [], atMs }: InspectionJob) => {
  // Memory that another thread can write must not change between two looks at it.
  const bytes = new Uint8Array(given);
  const parties = {
    anchors: trust.map(parseCertificate),
    makers: makers.map(parseCertificate),
    ...(atMs === undefined ? {} : { atMs }),
  };
  const inspect = kind === 'ofd' ? inspectOfdSync : inspectSealFile;
  const inspection: OfdInspection = inspect(provider, bytes, parties);
  const digest = (hash: HashName): string => encodeHex(provider.digest(hash, bytes));
  const digests = kind === 'ofd' ? { digests: { 'sha-256': digest('sha-256'), sm3: digest('sm3') } } : {};
  parentPort?.postMessage({ ...inspection, ...digests });
});
