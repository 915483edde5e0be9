import { type Certificate, MalformedError, readCertificates } from '@huren/chaincode/domain';
import { nodeProvider } from '@huren/chaincode/crypto-node';
import {
  inspectOfdSync,
  inspectSealFile,
  OFD_LIMITS,
  type FileResult,
  type OfdInspection,
} from '@huren/chaincode/ofd';
import type { CommandEntry } from '../command';
import type { Given } from '../given';
import { readInput } from '../input-file';
import { bilingual } from '../language';
import { inspectionLines } from '../inspection-view';
import type { Session } from '../session';
import { EXIT, type ExitCode, malformed } from '../trouble';

/** DETAILS 29. */
const INSPECTION_EXIT: Readonly<Record<FileResult, ExitCode>> = {
  valid: EXIT.ok,
  invalid: EXIT.refused,
  mixed: EXIT.refused,
  refused: EXIT.refused,
  untrusted: EXIT.cannotTell,
  unsupported: EXIT.cannotTell,
  'not-signed': EXIT.notSigned,
};

export const sealCommands: readonly CommandEntry[] = [
  {
    path: ['seal', 'inspect'],
    summary: bilingual(
      '离线核验版式文件或印章（OFD、.esl、SignedValue.dat）',
      'verify an OFD file, a seal (.esl) or a SignedValue.dat offline',
    ),
    arguments: [{ name: 'file', summary: bilingual('文件，- 为标准输入', 'the file, - for stdin') }],
    options: [
      {
        flags: '--trust <certificate>',
        repeatable: true,
        summary: bilingual(
          '信任的证书（DER 或 PEM），可多次',
          'trusted certificate (DER or PEM), repeatable',
        ),
      },
      {
        flags: '--maker <certificate>',
        repeatable: true,
        summary: bilingual(
          '登记的制章单位证书，可多次',
          'certificate of a registered maker of seals, repeatable',
        ),
      },
    ],
    notes: bilingual(
      '退出码：0 有效，1 无效、部分有效或拒绝读取，2 用法有误，3 无人担保或无法判断，5 未签章。',
      'Exit codes: 0 valid; 1 invalid, mixed, refused; 2 usage; 3 untrusted, unsupported; 5 not signed.',
    ),
    run: inspect,
  },
];

async function certificatesOf(session: Session, paths: readonly string[]): Promise<readonly Certificate[]> {
  const read: Certificate[] = [];
  for (const path of paths) {
    try {
      read.push(...readCertificates(await readInput(session.terminal, path)));
    } catch (error) {
      throw error instanceof MalformedError ? malformed(error, path, path) : error;
    }
  }
  return read;
}

async function inspect(session: Session, given: Given): Promise<ExitCode> {
  const path = given.argument(0);
  const trust = {
    anchors: await certificatesOf(session, given.list('trust')),
    makers: await certificatesOf(session, given.list('maker')),
    atMs: session.terminal.now(),
  };
  // Longer than the limit by far: that a file is too large is a result, not a wrong use.
  const bytes = await readInput(session.terminal, path, 4 * OFD_LIMITS.fileBytes);
  const provider = nodeProvider();
  // DER begins with a SEQUENCE; everything else claims to be a package, and is refused when it is none.
  const isPackage = bytes[0] !== 0x30 || path.toLowerCase().endsWith('.ofd');
  const inspection: OfdInspection = (isPackage ? inspectOfdSync : inspectSealFile)(provider, bytes, trust);
  session.show(inspection, () => inspectionLines(session, inspection));
  return INSPECTION_EXIT[inspection.result];
}
