import {
  MalformedError,
  nobleProvider,
  parseTrustFile,
  trustDigest,
  verifyTrustFile,
  type TrustFault,
  type TrustFile,
} from '@huren/chaincode/domain';
import type { OptionEntry } from './command';
import type { Given } from './given';
import { readText } from './input-file';
import { bilingual } from './language';
import type { Session } from './session';
import { EXIT, malformed, Trouble } from './trouble';

/** Bytes of a trust file; the domain limits its characters. */
const maxTrustBytes = 128 * 1024 * 1024;

export const trustOptions: readonly OptionEntry[] = [
  { flags: '--trust <file>', summary: bilingual('信任文件，离线核验', 'trust file, to verify offline') },
  {
    flags: '--pin <digest>',
    summary: bilingual(
      '信任文件应有的摘要（默认 HUREN_TRUST_PIN）',
      'digest that the trust file must have (default: HUREN_TRUST_PIN)',
    ),
  },
];

const faults: Readonly<Record<TrustFault, readonly [code: string, zh: string, en: string]>> = {
  TRUST_PIN_DIFFERS: [
    'trust-pin-differs',
    '信任文件的摘要与所固定的不同，不能据以判断；请重新取得信任文件，或核对摘要。',
    'The trust file has another digest than the one pinned, so nothing can be told by it; get the file again, or check the digest.',
  ],
  TRUST_KEY_UNKNOWN: [
    'trust-key-unknown',
    '信任文件的签名密钥不是其成员的现行回执密钥，不能据以判断；请重新导出。',
    'The trust file is signed by a key that is no active receipt key of its member, so nothing can be told by it; export it again.',
  ],
  TRUST_SIGNATURE_INVALID: [
    'trust-signature-invalid',
    '信任文件的签名不符，可能被改动，不能据以判断；请重新取得信任文件。',
    'The signature of the trust file does not hold: it may have been altered, so nothing can be told by it; get it again.',
  ],
};

/** Reads and checks the file of --trust; says so when nothing but itself vouches for it. */
export async function readTrustFile(
  session: Session,
  given: Given,
  path = given.text('trust') ?? '',
): Promise<TrustFile> {
  const trust = await parseTrust(session, path);
  const pin = given.text('pin') ?? session.terminal.env['HUREN_TRUST_PIN'];
  const [fault] = check(trust, path, pin);
  if (fault !== undefined) {
    const [code, zh, en] = faults[fault];
    throw new Trouble(EXIT.cannotTell, code, bilingual(zh, en));
  }
  if (pin === undefined) {
    session.note({
      zh: `注意：信任文件未固定摘要，只有其自身签名担保。摘要：${digestOf(trust)}（--pin）`,
      en: `Note: no digest is pinned, so the trust file vouches for itself alone. Its digest: ${digestOf(trust)} (--pin)`,
    });
  }
  return trust;
}

export function digestOf({ body }: TrustFile): string {
  return trustDigest(body, nobleProvider);
}

async function parseTrust(session: Session, path: string): Promise<TrustFile> {
  const text = await readText(session.terminal, path, maxTrustBytes);
  try {
    return parseTrustFile(text);
  } catch (error) {
    throw error instanceof MalformedError
      ? malformed(error, `${path} 的信任文件`, `The trust file ${path}`)
      : error;
  }
}

function check(trust: TrustFile, path: string, pin: string | undefined): readonly TrustFault[] {
  try {
    return verifyTrustFile(trust, { provider: nobleProvider, ...(pin === undefined ? {} : { pin }) });
  } catch (error) {
    throw error instanceof MalformedError
      ? malformed(error, `${path} 的信任文件`, `The trust file ${path}`)
      : error;
  }
}
