/**
 * Every code that a finding about a seal can carry: one check and one outcome each, closed and append-only. The
 * sentences tell a clerk what was seen and what to do next. Steps are those of GB/T 38540-2020 §7.3 and GB/T 33190 §18.
 */
import type { Bilingual } from '../record/bilingual';

/** What is checked of a seal, a signature and the file that carries them, in the order in which it is shown. */
export type SealCheck =
  | 'container'
  | 'signature-list'
  | 'well-formed'
  | 'references'
  | 'data-hash'
  | 'signature'
  | 'seal-copy'
  | 'signer-listed'
  | 'maker-signature'
  | 'maker'
  | 'maker-time'
  | 'signer'
  | 'seal-time'
  | 'signer-time'
  | 'timestamp'
  | 'status'
  | 'coverage'
  | 'metadata';

/** `unknown` could not be found out here; `skipped` does not apply. A warning is a pass whose code says more. */
export type SealOutcome = 'pass' | 'fail' | 'unknown' | 'skipped';

/** `warning`: a pass that says more. `unsupported`: an unknown because this verifier has no means to judge it. */
export type SealCodeFlag = 'warning' | 'unsupported';

interface SealCodeRow extends Bilingual {
  readonly check: SealCheck;
  readonly outcome: SealOutcome;
  readonly flag?: SealCodeFlag;
}

type Sentences = Readonly<
  Record<string, readonly [outcome: SealOutcome, zh: string, en: string, flag?: SealCodeFlag]>
>;

function ofCheck<const S extends Sentences>(
  check: SealCheck,
  rows: S,
): { readonly [K in keyof S]: SealCodeRow } {
  const entries = Object.entries(rows).map(([code, [outcome, zh, en, flag]]) => [
    code,
    { check, outcome, zh, en, ...(flag !== undefined && { flag }) },
  ]);
  return Object.fromEntries(entries) as { readonly [K in keyof S]: SealCodeRow };
}

export const SEAL_CODES = {
  ...ofCheck('container', {
    CONTAINER_SOUND: ['pass', '文件包结构完整、无歧义。', 'The package is whole and has one reading.'],
    NOT_A_PACKAGE: [
      'fail',
      '不是完整的 OFD 文件包，可能未下载完整。请重新取得文件。',
      'This is no whole OFD package; it may be cut. Get the file again.',
    ],
    PACKAGE_AMBIGUOUS: [
      'fail',
      '文件包内容有歧义，不同软件会读出不同内容。请勿采信，请发证部门重新出具。',
      'Different programs would read different contents from this package. Do not rely on it; ask the issuer for a new one.',
    ],
    PACKAGE_UNSAFE: [
      'fail',
      '文件包含有不安全的路径或外部引用。请勿打开或采信。',
      'The package holds unsafe paths or references. Do not open it or rely on it.',
    ],
    PACKAGE_ENCRYPTED: [
      'fail',
      '文件包已加密，无法核验。请提供未加密的文件。',
      'The package is encrypted and cannot be verified. Provide it unencrypted.',
    ],
    PACKAGE_TOO_LARGE: [
      'fail',
      '文件包或其内容超过限额，未作核验。请发证部门提供较小的文件。',
      'The package or its content exceeds a limit and was not verified. Ask the issuer for a smaller file.',
    ],
    PACKAGE_METHOD_UNKNOWN: [
      'fail',
      '文件包使用了不允许的压缩方式，未作核验。请发证部门重新出具。',
      'The package uses a compression that is not allowed, and was not verified. Ask the issuer for a new file.',
    ],
    XML_MALFORMED: [
      'fail',
      '文件包中的 XML 不合规范，未作核验。请发证部门重新出具。',
      'The XML in the package is malformed; it was not verified. Ask the issuer for a new file.',
    ],
    XML_FORBIDDEN: [
      'fail',
      '文件包中的 XML 含有文档类型声明、实体等禁用内容。请勿采信。',
      'The XML in the package holds a document type, an entity or the like, which is forbidden. Do not rely on it.',
    ],
    OFD_MALFORMED: [
      'fail',
      'OFD 的文档结构不合规范，未作核验。请发证部门重新出具。',
      'The structure of the OFD document is malformed; it was not verified. Ask the issuer for a new file.',
    ],
    INSPECTION_STOPPED: [
      'fail',
      '核验超出时间或内存限额，已停止。请勿采信该文件。',
      'The inspection ran over its limit of time or memory and was stopped. Do not rely on the file.',
    ],
  }),
  ...ofCheck('signature-list', {
    SIGNATURES_LISTED: ['pass', '文件载有签名列表。', 'The file lists its signatures.'],
    NOT_SIGNED: [
      'fail',
      '文件未加盖电子印章，也无数字签名，不能证明出处。请索取盖章文件。',
      'The file carries neither seal nor signature and proves no origin. Ask for the sealed file.',
    ],
    SIGNATURE_UNLISTED: [
      'fail',
      '文件中留有签名内容，但签名列表已无此项，印章可能被移除。请勿采信。',
      'Parts of a signature remain which no list names: a seal may have been stripped. Do not rely on the file.',
    ],
  }),
  ...ofCheck('well-formed', {
    SIGNATURE_READ: ['pass', '签名与印章数据格式规范。', 'Signature and seal are well formed.'],
    SIGNATURE_MALFORMED: [
      'fail',
      '签名或印章数据格式不合规范。请勿采信。',
      'The signature or seal is malformed. Do not rely on it.',
    ],
    SIGNATURE_PART_MISSING: [
      'fail',
      '签名所需的文件缺失。请重新取得文件。',
      'A part that the signature needs is missing. Get the file again.',
    ],
    CERTIFICATE_MALFORMED: [
      'fail',
      '证书格式不合规范。请勿采信。',
      'A certificate is malformed. Do not rely on it.',
    ],
    ALGORITHM_UNSUPPORTED: [
      'unknown',
      '签名使用的算法不在核验范围内，请用出具方的工具核验。',
      'The algorithm of the signature is not judged here. Verify it with the issuer’s tool.',
      'unsupported',
    ],
    SEAL_VERSION_UNKNOWN: [
      'unknown',
      '印章版本未知，请用出具方的工具核验。',
      'The version of the seal is not known here. Verify it with the issuer’s tool.',
      'unsupported',
    ],
    SIGNATURE_FORM_UNSUPPORTED: [
      'unknown',
      '签名中没有证书或有多个签名人，无法核验。请用出具方的工具核验。',
      'The signature holds no certificate, or several signers: it cannot be judged here. Verify it with the issuer’s tool.',
      'unsupported',
    ],
    CRITICAL_EXTENSION_UNKNOWN: [
      'unknown',
      '印章含有无法识别的关键扩展项，不能判断。请用出具方的工具核验。',
      'The seal has a critical extension that is not understood here. Verify it with the issuer’s tool.',
      'unsupported',
    ],
    SEAL_NOT_INSIDE: [
      'unknown',
      '签名列表称其为电子印章，但签名中没有印章，只能证明签名人。请索取盖章文件。',
      'The list calls this a seal, but the signature holds none: it proves the signer alone. Ask for the sealed file.',
    ],
    SIGNATURE_TYPE_DIFFERS: [
      'pass',
      '签名列表中的类型与签名数据不一致，已按签名数据核验。',
      'The list names another type of signature than the data holds. The data was judged.',
      'warning',
    ],
    SIGNATURE_METHOD_DIFFERS: [
      'pass',
      '签名描述文件所写的签名算法与实际使用的不一致，已按实际算法核验。',
      'Signature.xml names another algorithm than the one that was used; the one that was used was verified.',
      'warning',
    ],
  }),
  ...ofCheck('references', {
    REFERENCES_MATCH: ['pass', '签名所保护的内容未被改动。', 'What the signature protects is unchanged.'],
    REFERENCE_DIFFERS: [
      'fail',
      '签名保护的内容已被改动。请勿采信，请发证部门重新出具。',
      'Content that the signature protects was changed. Do not rely on it; ask the issuer for a new file.',
    ],
    REFERENCE_MISSING: [
      'fail',
      '签名保护的内容缺失。请重新取得文件。',
      'Content that the signature protects is missing. Get the file again.',
    ],
    BROKEN_BY_LATER_SIGNATURE: [
      'fail',
      '该签名保护了签名列表，后来追加的签名使其失效。请核对其余签名。',
      'This signature protected the list of signatures, and a later one broke it. Look at the other signatures.',
    ],
    REFERENCES_EMPTY: [
      'fail',
      '签名没有保护任何内容。请勿采信。',
      'The signature protects nothing. Do not rely on it.',
    ],
    DIGEST_UNSUPPORTED: [
      'unknown',
      '签名使用的摘要算法不在核验范围内。请用出具方的工具核验。',
      'The digest algorithm of the signature is not judged here. Verify it with the issuer’s tool.',
      'unsupported',
    ],
    REFERENCES_ABSENT: [
      'skipped',
      '此处没有所保护的文档，未比对内容。',
      'The protected document is not at hand; its content was not compared.',
    ],
  }),
  ...ofCheck('data-hash', {
    DATA_HASH_MATCHES: ['pass', '签名清单与签名一致。', 'The list of references is the one that was signed.'],
    DATA_HASH_DIFFERS: [
      'fail',
      '签名清单在签名后被改动。请勿采信。',
      'The list of references was changed after signing. Do not rely on it.',
    ],
    DATA_PATH_DIFFERS: [
      'pass',
      '签名清单的位置与签名时所记不同，内容一致。',
      'The list of references stands elsewhere than the signer noted; its content is the same.',
      'warning',
    ],
    DATA_ABSENT: [
      'skipped',
      '此处没有签名清单，未比对。',
      'The list of references is not at hand and was not compared.',
    ],
  }),
  ...ofCheck('signature', {
    SIGNATURE_GOOD: ['pass', '签名有效。', 'The signature is good.'],
    SIGNATURE_BAD: [
      'fail',
      '签名无效，签章数据不是该证书所签。请勿采信。',
      'The signature is not that of the certificate. Do not rely on it.',
    ],
    SIGNATURE_ABSENT: ['skipped', '此为印章文件，不含签名。', 'This is a seal alone, without a signature.'],
  }),
  ...ofCheck('seal-copy', {
    SEAL_COPY_SAME: [
      'pass',
      '所附印章文件与签名中的印章一致。',
      'The seal file is the seal inside the signature.',
    ],
    SEAL_COPY_DIFFERS: [
      'fail',
      '所附印章文件与签名中的印章不一致，可能被替换。请勿采信。',
      'The seal file is not the seal inside the signature: it may have been swapped. Do not rely on it.',
    ],
    SEAL_COPY_ABSENT: ['skipped', '未另附印章文件。', 'No separate seal file is given.'],
    SEAL_MISSING: [
      'fail',
      '附有印章文件，但签名中没有印章。请勿采信。',
      'A seal file is given, but the signature holds no seal. Do not rely on it.',
    ],
  }),
  ...ofCheck('signer-listed', {
    SIGNER_LISTED: ['pass', '签章人在印章授权名单中。', 'The signer is in the seal’s list.'],
    SIGNER_NOT_LISTED: [
      'fail',
      '签章人不在印章授权名单中，印章被他人使用。请勿采信。',
      'The signer is not in the seal’s list: someone else used the seal. Do not rely on it.',
    ],
    NO_SEAL: ['skipped', '数字签名不含印章。', 'A plain signature has no seal.'],
  }),
  ...ofCheck('maker-signature', {
    MAKER_SIGNATURE_GOOD: ['pass', '印章由制章单位签发，未被改动。', 'The seal is as its maker made it.'],
    MAKER_SIGNATURE_BAD: [
      'fail',
      '印章内容与制章单位的签名不符，印章系伪造或被改动。请勿采信。',
      'The maker did not sign this seal: it is forged or altered. Do not rely on it.',
    ],
  }),
  ...ofCheck('maker', {
    MAKER_REGISTERED: ['pass', '制章单位已登记。', 'The maker of the seal is registered.'],
    MAKER_NOT_REGISTERED: [
      'unknown',
      '制章单位的证书可追溯到信任的机构，但未登记为制章单位。请向印章所属部门核实。',
      'The maker’s certificate leads to a trusted authority, but it is not registered as a maker of seals. Ask the owner of the seal.',
    ],
    MAKER_UNKNOWN: [
      'unknown',
      '制章单位未知，无人担保。请向印章所属部门核实。',
      'Nobody here vouches for the maker of the seal. Ask the owner of the seal.',
    ],
  }),
  ...ofCheck('maker-time', {
    MAKER_IN_FORCE: [
      'pass',
      '制章时制章单位证书有效。',
      'The maker’s certificate was in force when the seal was made.',
    ],
    SEAL_BEFORE_MAKER: [
      'pass',
      '印章制作时间早于制章单位证书启用时间。',
      'The seal is dated before its maker’s certificate began.',
      'warning',
    ],
    MAKER_ENDED: [
      'fail',
      '制章时制章单位证书已到期。请勿采信。',
      'The maker’s certificate had ended when the seal was made. Do not rely on it.',
    ],
    MAKER_ENDED_UNUSED: [
      'pass',
      '制章时制章单位证书已到期；用此印章签章将不予认可。',
      'The maker’s certificate had ended when the seal was made; signatures under this seal will fail.',
      'warning',
    ],
  }),
  ...ofCheck('signer', {
    SIGNER_CHAINED: [
      'pass',
      '签章人证书可追溯到信任的机构。',
      'The signer’s certificate leads to a trusted authority.',
    ],
    SIGNER_VOUCHED_BY_MAKER: [
      'pass',
      '签章人由已登记的制章单位列入印章。',
      'A registered maker listed the signer in the seal.',
    ],
    SIGNER_UNKNOWN: [
      'unknown',
      '签章人证书无人担保。请向印章所属部门核实。',
      'Nobody here vouches for the signer’s certificate. Ask the owner of the seal.',
    ],
    SIGNER_MAY_NOT_SIGN: [
      'fail',
      '签章人证书不得用于签名。请勿采信。',
      'The signer’s certificate is not for signatures. Do not rely on it.',
    ],
  }),
  ...ofCheck('seal-time', {
    WITHIN_SEAL_SPAN: ['pass', '签章时印章在有效期内。', 'The seal was in force when it was used.'],
    SEAL_SPAN_NOTED: ['pass', '印章有效期已记录。', 'The span of the seal is noted.'],
    SEAL_NOT_BEGUN: [
      'fail',
      '签章时间早于印章有效期。请勿采信。',
      'The seal was used before its span. Do not rely on it.',
    ],
    SEAL_ENDED: [
      'fail',
      '签章时印章已过有效期。请勿采信。',
      'The seal was used after its end. Do not rely on it.',
    ],
    SEAL_MADE_LATER: [
      'fail',
      '签章时间早于印章的制作时间，签章时间不实。请勿采信。',
      'The stated time of signing lies before the seal was made, so it is untrue. Do not rely on it.',
    ],
    SEAL_SPAN_REVERSED: [
      'fail',
      '印章有效期起止颠倒。请勿采信。',
      'The seal ends before it begins. Do not rely on it.',
    ],
    SIGNING_TIME_UNKNOWN: [
      'unknown',
      '签章时间无法读取，不能判断当时是否有效。请向发证部门核实。',
      'The time of signing cannot be read, so nothing can be judged as of then. Ask the issuer.',
    ],
  }),
  ...ofCheck('signer-time', {
    SIGNER_IN_FORCE: ['pass', '签章时签章人证书有效。', 'The signer’s certificate was in force at signing.'],
    SIGNER_NOT_BEGUN: [
      'fail',
      '签章时签章人证书尚未启用。请勿采信。',
      'The signer’s certificate had not begun at signing. Do not rely on it.',
    ],
    SIGNER_ENDED: [
      'fail',
      '签章时签章人证书已到期。请勿采信。',
      'The signer’s certificate had ended at signing. Do not rely on it.',
    ],
    SIGNED_IN_FUTURE: [
      'fail',
      '签章时间晚于现在。请勿采信。',
      'The time of signing lies in the future. Do not rely on it.',
    ],
  }),
  ...ofCheck('timestamp', {
    TIMESTAMP_ABSENT: ['skipped', '没有时间戳。', 'There is no timestamp.'],
    TIMESTAMP_NOT_JUDGED: [
      'skipped',
      '含有时间戳，此处不作核验。',
      'There is a timestamp, which is not judged here.',
    ],
  }),
  ...ofCheck('status', {
    STATUS_NOT_ASKED: [
      'skipped',
      '离线核验，未查询印章和证书状态。',
      'Offline: the status of seal and certificates was not asked.',
    ],
  }),
  ...ofCheck('coverage', {
    ALL_COVERED: ['pass', '文档全部内容均受签名保护。', 'Signatures protect every part of the document.'],
    OFD_XML_UNCOVERED: [
      'pass',
      '文档入口文件（含元数据）未受签名保护，元数据不可作为依据。',
      'No signature protects OFD.xml: do not rely on the metadata in it.',
      'warning',
    ],
    PARTS_UNCOVERED: [
      'unknown',
      '部分内容不受任何签名保护，可被任意改动。请勿以这些内容为依据。',
      'No signature protects some parts: anyone could have put them there. Do not rely on them.',
    ],
    PARTS_LEFT_TO_OTHERS: [
      'pass',
      '该签名未保护全部内容。',
      'This signature does not protect every part.',
      'warning',
    ],
  }),
  ...ofCheck('metadata', {
    METADATA_CONFLICT: [
      'pass',
      '同一元数据项有不同的值。请与发证部门核对。',
      'One item of the metadata has two values. Confirm it with the issuer.',
      'warning',
    ],
  }),
} as const satisfies Readonly<Record<string, SealCodeRow>>;

export type SealFindingCode = keyof typeof SEAL_CODES;
