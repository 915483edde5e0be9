import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { writeKeyFile } from '@huren/network';
import type { FaultySampleName, JointSampleName, PageSampleName, SampleName } from '../world';
import type { PageFile } from './gateway-caller';
import type { DemoFolders } from './demo-folders';

/** Credential file of a sample: `<HUREN_DATA>/demo/licences/<name>.json`. */
export function sampleFile(
  folders: Pick<DemoFolders, 'licences'>,
  name: SampleName | FaultySampleName | JointSampleName,
): string {
  return join(folders.licences, `${name}.json`);
}

export async function writeSample(
  folders: Pick<DemoFolders, 'licences'>,
  name: SampleName | FaultySampleName | JointSampleName,
  file: { readonly sdJwt: string; readonly anchor?: unknown },
): Promise<void> {
  await writeKeyFile(sampleFile(folders, name), `${JSON.stringify(file, null, 2)}\n`, false);
}

/** Page form of a sample: `<name>.ofd`, with its place on the ledger beside it in `<name>.anchor.json`. */
export function samplePageFile(
  folders: Pick<DemoFolders, 'licences'>,
  name: SampleName | PageSampleName,
): string {
  return join(folders.licences, `${name}.ofd`);
}

/** Writes a page form and its anchor, which cannot stand inside the bytes that are anchored. */
export async function writeSamplePage(
  folders: Pick<DemoFolders, 'licences'>,
  name: SampleName | PageSampleName,
  { ofd, anchor }: PageFile,
): Promise<void> {
  await writeFile(samplePageFile(folders, name), Buffer.from(ofd, 'base64'), { mode: 0o600, flush: true });
  const file = join(folders.licences, `${name}.anchor.json`);
  await writeKeyFile(file, `${JSON.stringify(anchor, null, 2)}\n`, false);
}
