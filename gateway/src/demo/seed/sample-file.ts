import { join } from 'node:path';
import type { FaultySampleName, SampleName } from '../world';
import type { DemoFolders } from './material';

/** Credential file of a sample: `<HUREN_DATA>/demo/licences/<name>.json`. */
export function sampleFile(
  folders: Pick<DemoFolders, 'licences'>,
  name: SampleName | FaultySampleName,
): string {
  return join(folders.licences, `${name}.json`);
}
