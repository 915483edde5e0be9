import { parentPort } from 'node:worker_threads';
import { nodeProvider } from '../crypto-node';
import { parseCertificate } from '../domain/x509';
import type { InspectionJob } from './inspector';
import { inspectOfdSync } from './inspect-ofd';
import { inspectSealFile } from './inspect-seal-file';

const provider = nodeProvider();

parentPort?.on('message', ({ kind, bytes, trust = [], makers = [], atMs }: InspectionJob) => {
  const parties = {
    anchors: trust.map(parseCertificate),
    makers: makers.map(parseCertificate),
    ...(atMs === undefined ? {} : { atMs }),
  };
  const inspect = kind === 'ofd' ? inspectOfdSync : inspectSealFile;
  parentPort?.postMessage(inspect(provider, bytes, parties));
});
