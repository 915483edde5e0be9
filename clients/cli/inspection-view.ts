import type { SealFinding } from '@huren/chaincode/domain';
import type { FileResult, OfdInspection, SignatureInspection } from '@huren/chaincode/ofd';
import { bilingual } from './language';
import type { Session } from './session';

const RESULT: Readonly<Record<FileResult, ReturnType<typeof bilingual>>> = {
  valid: bilingual('有效', 'valid'),
  invalid: bilingual('无效', 'invalid'),
  mixed: bilingual('部分签名有效、部分无效', 'mixed: some signatures hold, others do not'),
  untrusted: bilingual('未发现改动，但无人为签章担保', 'untrusted: sound, but nobody here vouches for it'),
  unsupported: bilingual('无法判断', 'unsupported: cannot be judged here'),
  'not-signed': bilingual('未签章', 'not signed'),
  refused: bilingual('文件不安全或不规范，拒绝读取', 'refused: the file is unsafe or malformed'),
};

const MARK = { pass: '✓', fail: '✗', unknown: '?', skipped: '–' } as const;

function findingLine(session: Session, finding: SealFinding): string {
  const mark = finding.warning === true ? '!' : MARK[finding.outcome];
  return `  ${mark} ${session.say(finding.message)} [${finding.code}]`;
}

function signatureLines(session: Session, signature: SignatureInspection): readonly string[] {
  const { id, seal, signer, signedAt, result, findings } = signature;
  const shown = [
    id,
    seal?.name,
    signer?.commonName,
    signedAt === undefined ? undefined : session.say(bilingual(`签于 ${signedAt}`, `signed ${signedAt}`)),
  ].filter((part) => part !== undefined && part !== '');
  return [
    `${session.say(RESULT[result])}${shown.length === 0 ? '' : ` · ${shown.join(' · ')}`}`,
    ...findings.map((finding) => findingLine(session, finding)),
  ];
}

/** What `huren seal inspect` says to people: the result, each signature, and the file as a whole. */
export function inspectionLines(session: Session, inspection: OfdInspection): readonly string[] {
  return [
    session.say(RESULT[inspection.result]),
    ...inspection.findings.map((finding) => findingLine(session, finding)),
    ...inspection.signatures.flatMap((signature) => ['', ...signatureLines(session, signature)]),
  ];
}
