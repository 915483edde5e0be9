/**
 * Every code that a finding can carry: one outcome each, closed and append-only. The sentences tell a clerk what the
 * code means and what to do next. `unavailable` marks codes that say a fact could not be had: they end in
 * cannot-tell, other unknowns in review (DETAILS 19).
 */
import type { Bilingual } from '../record/bilingual';
import type { CheckName, Finding, Outcome } from './finding';

export interface FindingCodeRow extends Bilingual {
  readonly check: CheckName;
  readonly outcome: Outcome;
  readonly unavailable?: true;
}

type Sentences = Readonly<
  Record<string, readonly [outcome: Outcome, zh: string, en: string, unavailable?: true]>
>;

function ofCheck<const S extends Sentences>(
  check: CheckName,
  sentences: S,
): { readonly [K in keyof S]: FindingCodeRow } {
  const rows = Object.entries(sentences).map(([code, [outcome, zh, en, unavailable]]) => [
    code,
    { check, outcome, zh, en, ...(unavailable && { unavailable }) },
  ]);
  return Object.fromEntries(rows) as { readonly [K in keyof S]: FindingCodeRow };
}

export const FINDING_CODES = {
  ...ofCheck('well-formed', {
    WELL_FORMED: ['pass', '证照数据格式规范。', 'The credential is well formed.'],
    LEGACY_IDENTIFIER: [
      'pass',
      '证照标识的校验位采用早期平台算法，已识别，可继续办理。',
      'The identifier follows an earlier platform’s check digit, which is known. Continue.',
    ],
    IDENTIFIER_INVALID: [
      'unknown',
      '证照标识校验位不符。请与发证部门核对证照标识。',
      'The check character of the licence identifier is wrong. Confirm the identifier with the issuer.',
    ],
    IDENTIFIER_DIFFERS: [
      'unknown',
      '证照标识中的证照类型与证照类型代码不一致。请与发证部门核对。',
      'The identifier names another licence type than the credential. Confirm it with the issuer.',
    ],
    FIELDS_NOT_OF_TYPE: [
      'unknown',
      '证照载有该类证照目录中没有的字段。请与发证部门核对。',
      'The licence shows fields that its type does not have. Confirm it with the issuer.',
    ],
    HOLDER_KIND_DIFFERS: [
      'unknown',
      '持证主体的类别与该类证照的规定不符。请与发证部门核对。',
      'The holder is of another kind, person or organisation, than this type is for. Confirm it with the issuer.',
    ],
  }),
  ...ofCheck('integrity', {
    INTACT: ['pass', '出示的信息与签发内容一致，未被改动。', 'What is shown is what was issued.'],
    DISCLOSURE_FORGED: [
      'fail',
      '出示的信息与签发内容不符，可能被改动或来自其他证照。请勿采信，请持证主体重新出示。',
      'A shown field is not what was issued: altered, or of another licence. Do not rely on it; ask for a new presentation.',
    ],
    PAGE_INTACT: ['pass', '版式文件内容与用印时一致，未被改动。', 'The page form is as it was sealed.'],
    PAGE_ALTERED: [
      'fail',
      '版式文件在用印后被改动。请勿采信，请发证部门重新出具。',
      'The page form was changed after it was sealed. Do not rely on it; ask the issuer for a new file.',
    ],
    PAGE_PARTS_UNCOVERED: [
      'unknown',
      '版式文件有部分内容不受印章保护，或无法判断是否受保护。请与发证部门核对。',
      'The seal does not protect every part of the page form, or that cannot be judged. Confirm it with the issuer.',
    ],
    PAGE_METADATA_UNCOVERED: [
      'unknown',
      '版式文件的证照元数据不受印章保护，可能与页面内容不一致。请与发证部门核对。',
      'No seal protects the metadata of the page form, which may differ from its pages. Confirm it with the issuer.',
    ],
    PAGE_METADATA_UNCLEAR: [
      'unknown',
      '版式文件的证照元数据前后不一致。请与发证部门核对。',
      'The metadata of the page form contradicts itself. Confirm it with the issuer.',
    ],
  }),
  ...ofCheck('anchored', {
    ANCHORED: ['pass', '证照已在链上存证，存证证明有效。', 'The licence is anchored on the ledger.'],
    NOT_ANCHORED: [
      'unknown',
      '未查到该证照的存证记录。请向发证部门核实，或通过国家、省级共享平台核验。',
      'No anchor of this licence is known. Ask the issuer, or check over the national or provincial platform.',
    ],
    BATCH_UNKNOWN: [
      'unknown',
      '证照所称的存证批次不在账本上。请稍后重试或向发证部门核实。',
      'The ledger holds no such batch. Try again later, or ask the issuer.',
    ],
    PROOF_INVALID: [
      'fail',
      '存证证明不成立，该证照不在所称批次中。请勿采信，请向发证部门核实。',
      'The proof does not lead to the batch on the ledger. Do not rely on it; ask the issuer.',
    ],
    BATCH_DIFFERS: [
      'fail',
      '存证批次的发证部门或证照类型与证照不符。请勿采信，请向发证部门核实。',
      'The batch belongs to another authority or licence type. Do not rely on it; ask the issuer.',
    ],
    ATTESTED_ONLY_SINCE: [
      'unknown',
      '所查日期早于该证照的存证时间，账本只能证明此后情况。请向发证部门调取当时的档案。',
      'The day asked about lies before the anchor; the ledger attests the licence only since then. Ask the issuer for its file.',
    ],
    COPY_ORIGINAL_ANCHORED: [
      'pass',
      '加注件所依据的原件已在链上存证，存证证明有效。',
      'The original of this annotated copy is anchored on the ledger.',
    ],
    COPY_ORIGINAL_UNKNOWN: [
      'unknown',
      '未查到加注件所依据原件的存证记录。请向发证部门核实，或请持证主体出示原件。',
      'No anchor of the original of this annotated copy is known. Ask the issuer, or ask for the original.',
    ],
    COPY_ORIGINAL_UNLINKED: [
      'unknown',
      '加注件没有载明可与存证批次核对的原件摘要，无法对应到原件。请向发证部门核实，或请持证主体出示原件。',
      'The annotated copy names no digest that leads to its original. Ask the issuer, or ask for the original.',
    ],
    ABSENT_WHERE_COMPLETE: [
      'unknown',
      '协议载明该地此类证照已全部存证，却未查到该证照的存证记录，很可能并非该部门签发。请向发证部门查证后再采信。',
      'By agreement every licence of this type from there is anchored, yet no anchor of this one is known: it may not be theirs. Have the issuer confirm it before relying on it.',
    ],
  }),
  ...ofCheck('signature', {
    SIGNATURE_VALID: ['pass', '签发签名有效。', 'The signature is good.'],
    SIGNATURE_INVALID: [
      'fail',
      '签发签名无效，内容可能被改动。请勿采信，请向发证部门核实。',
      'The signature is wrong; the content may have been altered. Do not rely on it; ask the issuer.',
    ],
    ALGORITHM_DIFFERS: [
      'fail',
      '证照所称签名算法与账本登记的密钥不符。请勿采信，请向发证部门核实。',
      'The credential names another algorithm than its key has on the ledger. Do not rely on it; ask the issuer.',
    ],
    CO_SEAL_INVALID: [
      'fail',
      '会签印章的签名无效。请勿采信，请向发证部门核实。',
      'The signature of a further seal is wrong. Do not rely on it; ask the issuer.',
    ],
    PAGE_SEAL_VALID: ['pass', '电子印章签章有效。', 'The seal on the page form is good.'],
    PAGE_SEAL_INVALID: [
      'fail',
      '电子印章签章无效：印章或签名系伪造、被改动，或用印时已失效。请勿采信，请向发证部门核实。',
      'The seal on the page form is wrong: forged, altered, or used outside its span. Do not rely on it; ask the issuer.',
    ],
    PAGE_NOT_SEALED: [
      'fail',
      '版式文件未加盖电子印章，不能证明出处。请勿采信，请持证主体提供盖章文件。',
      'The page form carries no seal and proves no origin. Do not rely on it; ask for the sealed file.',
    ],
    PAGE_SEAL_UNCHECKED: [
      'unknown',
      '电子印章签章的形式或时间无法判断。请向发证部门核实。',
      'The form or the time of the seal on the page form cannot be judged. Ask the issuer.',
    ],
    SIGNATURE_UNCHECKED: [
      'unknown',
      '账本上没有该签发密钥，无法验证签名。请向发证部门核实。',
      'The ledger does not know the key, so the signature cannot be checked. Ask the issuer.',
    ],
  }),
  ...ofCheck('key', {
    SEAL_ACTIVE: [
      'pass',
      '存证时印章（签发密钥）登记有效。',
      'The seal was registered and active when the licence was anchored.',
    ],
    SEAL_ACTIVE_NOW: [
      'unknown',
      '印章（签发密钥）目前有效，但证照未存证，无法确认用印时间。请向发证部门核实。',
      'The seal is active today, but without an anchor the time of sealing is not known. Ask the issuer.',
    ],
    SEAL_UNREGISTERED: [
      'fail',
      '印章（签发密钥）未在账本登记。请勿采信，请向发证部门核实。',
      'The seal is not registered on the ledger. Do not rely on it; ask the issuer.',
    ],
    SEAL_REGISTERED_LATER: [
      'fail',
      '印章（签发密钥）在证照存证之后才登记。请勿采信，请向发证部门核实。',
      'The seal was registered only after the licence was anchored. Do not rely on it; ask the issuer.',
    ],
    SEAL_OF_ANOTHER: [
      'fail',
      '印章（签发密钥）不属于该发证部门。请勿采信，请向发证部门核实。',
      'The seal belongs to another authority. Do not rely on it; ask the issuer.',
    ],
    SEAL_NOT_OF_BATCH: [
      'fail',
      '证照的印章（签发密钥）与存证批次登记的不一致。请勿采信，请向发证部门核实。',
      'The licence names another seal than its batch. Do not rely on it; ask the issuer.',
    ],
    SEAL_WITHOUT_MANDATE: [
      'fail',
      '受托的制作管理单位当时没有用印委托。请勿采信，请向发证部门核实。',
      'The custodian had no mandate to seal at that time. Do not rely on it; ask the issuer.',
    ],
    SEAL_FROZEN: [
      'fail',
      '存证时印章（签发密钥）已被冻结。请勿采信，请向发证部门核实。',
      'The seal was frozen when the licence was anchored. Do not rely on it; ask the issuer.',
    ],
    SEAL_RETIRED: [
      'fail',
      '存证时印章（签发密钥）已注销。请勿采信，请持证主体换领新版证照。',
      'The seal was already retired when the licence was anchored. Do not rely on it; have the licence reissued.',
    ],
    SEAL_ENDED: [
      'fail',
      '印章（签发密钥）已注销或冻结，且证照未存证，不能证明用印时印章有效。请勿采信，请向发证部门核实。',
      'The seal has ended, and without an anchor nothing shows that it was active when used. Do not rely on it; ask the issuer.',
    ],
    SEAL_COMPROMISED: [
      'fail',
      '印章（签发密钥）已确认泄露，不能证明该证照在泄露之前用印。请勿采信，请持证主体换领新版证照。',
      'The key is confirmed as compromised, and nothing shows that it was used before. Do not rely on it; have the licence reissued.',
    ],
    SES_SEAL_UNREGISTERED: [
      'fail',
      '该密钥未登记为版式文件所用的电子印章。请勿采信，请向发证部门核实。',
      'The key is not registered as the seal of page forms. Do not rely on it; ask the issuer.',
    ],
    SES_SEAL_DIFFERS: [
      'fail',
      '版式文件上的电子印章不是该部门登记的印章，可能系自制。请勿采信，请向发证部门核实。',
      'The seal on the page form is not the one that the authority registered; it may be self-made. Do not rely on it.',
    ],
    SES_SEAL_ABSENT: [
      'unknown',
      '签名中没有电子印章，只能证明签名人。请索取盖章文件或向发证部门核实。',
      'The signature holds no seal and proves the signer alone. Ask for the sealed file, or ask the issuer.',
    ],
    FURTHER_SEAL_UNKNOWN: [
      'unknown',
      '版式文件上另有未登记，或已注销、冻结的印章。请核对该印章的用途，或向发证部门核实。',
      'A further seal on the page form is not registered or has ended. Look at what it is for, or ask the issuer.',
    ],
    COPY_MAKER_ENTITLED: [
      'pass',
      '加注件由发证部门或其委托的制作管理单位开具，印章登记有效。',
      'The annotated copy was made by the issuer or its mandated custodian, under a registered seal.',
    ],
    COPY_MAKER_NOT_ENTITLED: [
      'fail',
      '加注件的制作者既不是发证部门，也未受其委托。请勿采信，请持证主体到发证部门或其委托单位重新开具。',
      'Who made the annotated copy is neither the issuer nor its custodian. Do not rely on it; have a new one made there.',
    ],
    COPY_SEAL_ENDED: [
      'fail',
      '加注件所用印章已注销或冻结，无法证明开具时有效。请勿采信，请持证主体重新开具加注件。',
      'The seal of the annotated copy has ended, and nothing shows that it was active when used. Ask for a new copy.',
    ],
    CO_SEALS_MISSING: [
      'fail',
      '该类证照须多枚印章会签，现有有效印章不足。请勿采信，请向发证部门核实。',
      'This type needs several seals, and too few good ones are there. Do not rely on it; ask the issuer.',
    ],
    CO_SEAL_ROLE_NOT_HELD: [
      'fail',
      '会签印章所属部门不具有该类证照规定的会签身份。请勿采信，请向发证部门核实。',
      'A further seal names a role that its authority does not hold for this type. Do not rely on it; ask the issuer.',
    ],
    CO_SEAL_WITHOUT_MANDATE: [
      'fail',
      '会签印章受托的制作管理单位当时没有用印委托。请勿采信，请向发证部门核实。',
      'The custodian of a further seal had no mandate to seal at that time. Do not rely on it; ask the issuer.',
    ],
    PAGE_CO_SEALS_MISSING: [
      'unknown',
      '版式文件上的会签印章不足，或未覆盖全部内容，存证批次的会签齐全。请索取盖齐印章的文件，或向发证部门核实。',
      'The page form shows too few of the seals that its type needs, though its batch has them. Ask for the full file, or ask the issuer.',
    ],
  }),
  ...ofCheck('competence', {
    COMPETENT: [
      'pass',
      '发证部门在颁发之日具有相应发证职权。',
      'The issuer was competent on the day of issue.',
    ],
    COMPETENT_BY_SUCCESSION: [
      'pass',
      '原发证部门在颁发之日具有发证职权，该职能已由现部门依法承继。',
      'The original issuer was competent on the day of issue, and the present one continues its function.',
    ],
    COMPETENCE_WITNESSED: [
      'unknown',
      '发证职权经成员见证，未经主管部门审核。请人工核验发证依据。',
      'The competence is witnessed by the members, not approved by a superior. Check its legal basis by hand.',
    ],
    WITNESSED_TOLERATED: [
      'pass',
      '发证职权经成员见证（未经主管部门审核），本单位核验策略予以认可。',
      'The competence is witnessed, not approved; this office’s policy accepts that.',
    ],
    NOT_COMPETENT: [
      'fail',
      '发证部门没有该类证照或该行政区划的发证职权。请勿采信，请向其上级主管部门核实。',
      'The issuer has no competence for this type in this region. Do not rely on it; ask its superior.',
    ],
    NOT_COMPETENT_THEN: [
      'fail',
      '发证部门在颁发之日尚无或已无该项发证职权。请勿采信，请向其上级主管部门核实。',
      'The issuer had no such competence on the day of issue. Do not rely on it; ask its superior.',
    ],
    ISSUER_DIFFERS: [
      'fail',
      '证照所称发证部门与存证部门不一致。请勿采信，请向发证部门核实。',
      'The credential names another issuer than its anchor. Do not rely on it; ask the issuer.',
    ],
    AUTHORITY_SUSPENDED: [
      'fail',
      '存证时发证部门的资格已被暂停或撤销。请勿采信，请向其上级主管部门核实。',
      'The issuer was suspended or abolished when the licence was anchored. Do not rely on it; ask its superior.',
    ],
    ISSUER_UNKNOWN: [
      'unknown',
      '账本上没有该发证部门。请通过国家、省级共享平台核验，或联系发证部门。',
      'The ledger does not know the issuer. Check over the national or provincial platform, or ask the issuer.',
    ],
    ANCHORED_AFTER_COMPETENCE: [
      'unknown',
      '证照在发证职权终止之后才存证，颁发日期无从证明，也未注明存量来源。请人工核验，向发证部门或其上级主管部门核实颁发日期。',
      'It was anchored after the issuer’s competence had ended, and names no older original: nothing proves the day of issue. Check by hand, and ask the issuer or its superior.',
    ],
  }),
  ...ofCheck('status', {
    IN_FORCE: ['pass', '证照在所查日期有效。', 'The licence is in force on that day.'],
    IN_FORCE_BY_DATES: [
      'unknown',
      '证照在有效期内，但未存证，无法查询其状态变更。请向发证部门核实。',
      'The licence is within its validity, but without an anchor its status is not known. Ask the issuer.',
    ],
    NOT_YET_ISSUED: [
      'fail',
      '所查日期早于颁发日期。请核对日期。',
      'The licence was issued only after that day. Check the day.',
    ],
    NOT_YET_VALID: [
      'fail',
      '证照在所查日期尚未生效。请核对日期。',
      'The licence was not yet valid on that day. Check the day.',
    ],
    EXPIRED: [
      'fail',
      '证照在所查日期已过有效期。请持证主体办理延续或换证。',
      'The licence had expired on that day. The holder may have it renewed.',
    ],
    VALIDITY_TOO_LONG: [
      'fail',
      '证照有效期超过该类证照的法定最长期限。请向发证部门核实。',
      'The validity is longer than this type allows. Ask the issuer.',
    ],
    VALIDITY_DIFFERS: [
      'unknown',
      '证照有效期的填写方式与证照类型的规定不符。请向发证部门核实。',
      'The validity is not stated as this type asks for. Ask the issuer.',
    ],
    INSPECTION_OVERDUE: [
      'fail',
      '证照已过年审有效期。请持证主体完成年审后再办理。',
      'The yearly inspection has lapsed. The holder must have it done first.',
    ],
    INSPECTION_UNSTATED: [
      'unknown',
      '该类证照须年审，但证照未载明年审情况。请向发证部门核实。',
      'This type needs a yearly inspection, and the licence does not state it. Ask the issuer.',
    ],
    SUSPENDED: [
      'fail',
      '证照被暂扣。请告知持证主体向作出决定的机关了解情况。',
      'The licence is suspended. Refer the holder to the authority that decided it.',
    ],
    WITHDRAWN: [
      'fail',
      '证照已被撤回。请告知持证主体向作出决定的机关了解情况。',
      'The licence was withdrawn. Refer the holder to the authority that decided it.',
    ],
    ANNULLED: [
      'fail',
      '证照已被撤销。请告知持证主体向作出决定的机关了解情况。',
      'The licence was annulled. Refer the holder to the authority that decided it.',
    ],
    REVOKED: [
      'fail',
      '证照已被吊销。请告知持证主体向作出决定的机关了解情况。',
      'The licence was revoked as a penalty. Refer the holder to the authority that decided it.',
    ],
    DEREGISTERED: [
      'fail',
      '证照已注销。请持证主体提供现行有效证照。',
      'The licence was deregistered. Ask for one in force.',
    ],
    SEIZED: [
      'fail',
      '证照或其所载权利被查封、冻结。请告知持证主体向作出决定的机关了解情况。',
      'The licence or its right is seized or frozen. Refer the holder to the authority that decided it.',
    ],
    SUPERSEDED: [
      'fail',
      '证照已被补发的新证替代。请持证主体出示新证。',
      'A replacement was issued. Ask for the new licence.',
    ],
    TRANSFERRED_OUT: [
      'fail',
      '证照已办理转出。请持证主体出示转入地颁发的证照。',
      'The licence was transferred out. Ask for the one issued at the new place.',
    ],
    DAY_TO_COME: [
      'unknown',
      '所查日期尚未到来，无法核验届时的状态。请改查今天或以前的日期。',
      'That day has not come, so nothing is known of it. Ask about today or an earlier day.',
      true,
    ],
    STATUS_OF_ANOTHER: [
      'unknown',
      '所附账本信息不是关于该证照的，无法得知其状态。请重新获取该证照的账本信息。',
      'The facts are those of another licence, so its status is not known. Ask a gateway for the facts of this one.',
      true,
    ],
    DISPUTED: [
      'unknown',
      '该证照有尚未办结的异议。请向发证部门核实后继续办理，不得仅据此拒绝。',
      'A dispute about this licence is open. Confirm it with the issuer and go on; this alone is no ground to refuse.',
    ],
    TYPE_UNKNOWN: [
      'unknown',
      '账本上没有该证照类型，无法核对其有效期规则。请向发证部门核实。',
      'The ledger does not know this licence type, so its rules cannot be applied. Ask the issuer.',
    ],
  }),
  ...ofCheck('basis', {
    BASIS_OWN_REGION: [
      'pass',
      '证照由本成员行政区划内的部门颁发，无须互认依据。',
      'The licence was issued within this member’s own region; no agreement is needed.',
    ],
    BASIS_LAW: [
      'pass',
      '依法应当采信该证照，无需另行提供原件。',
      'The law makes this licence acceptable here without the original.',
    ],
    BASIS_NATIONAL_LIST: [
      'pass',
      '该证照列入全国清单，无需另行提供原件。',
      'A national list makes this licence acceptable here without the original.',
    ],
    BASIS_CLAUSE: [
      'pass',
      '互认协议约定采信该证照，无需另行提供原件。',
      'An agreement binds this office to accept the licence without the original.',
    ],
    CLAUSE_REVIEW: [
      'unknown',
      '互认协议要求对该证照人工核验。请按协议约定核验后办理。',
      'An agreement asks for manual review of this licence. Review it as the clause says.',
    ],
    CONDITIONS_UNMET: [
      'unknown',
      '互认协议所附条件尚未满足。请补足条件或人工核验。',
      'The conditions of the agreement are not met. Meet them, or review by hand.',
    ],
    CLAUSE_REFUSES: [
      'fail',
      '互认协议明确将该类证照排除在外。请告知其他办理途径。',
      'An agreement excludes this licence by name. Tell the applicant of the other ways.',
    ],
    OUT_OF_TERRITORY: [
      'fail',
      '证照自身的有效区域或场所不及于本地。请告知须在本地另行办理的途径。',
      'The licence’s own territory or premises do not reach this region. Tell the applicant how to apply here.',
    ],
    TERRITORY_PARTLY: [
      'unknown',
      '证照的有效区域只及于本地部分地区。请核对办理事项所在地点。',
      'The licence reaches only a part of this region. Check the place of the matter.',
    ],
    TERRITORY_UNSTATED: [
      'unknown',
      '该类证照有地域限制，但证照未载明有效区域或场所。请向发证部门核实。',
      'This type is bound to a territory that the licence does not state. Ask the issuer.',
    ],
    NOT_COVERED: [
      'unknown',
      '没有法律、清单或协议要求直接采信该证照，但证照本身仍可能有效。可向发证部门核实、查看原件，或适用容缺受理、告知承诺。',
      'No law, list or agreement requires acceptance, though the licence may be good. Ask the issuer, see the original, or accept with missing papers to follow (容缺受理), or on a written commitment (告知承诺).',
    ],
    AGREEMENT_NOT_IN_FORCE: [
      'unknown',
      '相关互认协议在所查日期尚未生效或已终止。可向发证部门核实、查看原件，或适用容缺受理、告知承诺。',
      'The agreement was not in force on that day. Ask the issuer, see the original, or accept with missing papers to follow (容缺受理), or on a written commitment (告知承诺).',
    ],
    RELYING_UNKNOWN: [
      'unknown',
      '账本上没有本单位的登记信息，无法确定适用依据。请联系成员运维人员。',
      'This office is not registered on the ledger, so no basis can be found. Ask the member’s operator.',
      true,
    ],
    ISSUING_REGION_UNKNOWN: [
      'unknown',
      '无法确定发证部门所在行政区划，不能判断互认依据。请向发证部门核实。',
      'The issuer’s region is not known, so no basis can be found. Ask the issuer.',
    ],
  }),
  ...ofCheck('asked-for', {
    ASKED_FOR: [
      'pass',
      '该证照及出示的信息为本事项所需。',
      'The matter asks for this licence and these fields.',
    ],
    EXTRA_FIELDS_DROPPED: [
      'pass',
      '出示的信息超出本事项所需，多余部分未读取。请勿另行留存。',
      'More was shown than the matter needs; the rest was not read. Do not keep it.',
    ],
    MATTER_UNKNOWN: [
      'unknown',
      '账本上没有该事项，无法确认所需材料。请核对事项编码。',
      'The ledger does not know the matter. Check its code.',
    ],
    MATTER_NOT_ACTIVE: [
      'unknown',
      '该事项在所查日期未实施或已取消。请核对事项编码和日期。',
      'The matter was not active on that day. Check its code and the day.',
    ],
    MATTER_OF_ANOTHER: [
      'unknown',
      '该实施事项不属于本单位。请使用本单位的事项编码。',
      'The matter is handled by another authority. Use this office’s own code.',
    ],
    TYPE_NOT_ASKED_FOR: [
      'unknown',
      '本事项的材料清单中没有该类证照。请核对所需材料，无需的证照不应收取。',
      'The matter does not ask for this type of licence. Check its list; do not collect what it does not need.',
    ],
    FIELDS_MISSING: [
      'unknown',
      '出示的信息不全，缺少本事项所需字段。请持证主体补充出示。',
      'Fields that the matter needs are not shown. Ask the holder to show them.',
    ],
    LEGAL_FORM_NOT_ENOUGH: [
      'unknown',
      '本事项须使用加盖电子印章的版式文件。请持证主体提供版式证照或原件。',
      'The matter needs the sealed page form. Ask for it, or for the original.',
    ],
    IDENTITY_LEVEL_TOO_LOW: [
      'unknown',
      '出示人的身份核验等级不足。请现场核验身份或请其以更高等级方式出示。',
      'Whoever presents is not identified at the level needed. Check identity in person, or ask for a stronger presentation.',
    ],
    CO_HOLDER_FIELDS_MISSING: [
      'unknown',
      '本事项需要全体共有人的信息，而有共有人的信息未出示。请出示人在手机上请该共有人同意，或请该共有人到场亮证。',
      'The matter needs the fields of all holders, and those of a co-holder are not shown. Ask whoever presents to get the co-holder’s consent on the phone, or the co-holder to present.',
    ],
    COPY_FOR_ANOTHER: [
      'fail',
      '加注件是开给其他单位或地区使用的。请勿采信，请持证主体开具供本单位使用的加注件或出示原件。',
      'The annotated copy was made for another office or region. Do not rely on it; ask for one made for this office, or the original.',
    ],
    COPY_FOR_ANOTHER_MATTER: [
      'fail',
      '加注件是为其他事项开具的。请勿采信，请持证主体开具用于本事项的加注件或出示原件。',
      'The annotated copy was made for another matter. Do not rely on it; ask for one made for this matter, or the original.',
    ],
    COPY_ENDED: [
      'fail',
      '加注件在所查日期已过使用期限。请持证主体重新开具加注件或出示原件。',
      'The annotated copy had ended on that day. Ask for a new copy, or for the original.',
    ],
    COPY_NOT_YET_MADE: [
      'fail',
      '所查日期早于加注件的制作时间。请核对日期。',
      'The annotated copy was made only after that day. Check the day.',
    ],
    COPY_LIMITS_UNSTATED: [
      'unknown',
      '加注件没有以编码载明使用单位、使用事项或使用期限。请核对页面上的加注内容后人工处理。',
      'The annotated copy does not state as codes for whom, for which matter or until when it is. Read its annotation and decide by hand.',
    ],
  }),
  ...ofCheck('holder', {
    HOLDER_PROVED: ['pass', '已确认由持证主体本人出示。', 'The holder of the licence presented it.'],
    NOT_PRESENTED: [
      'skipped',
      '未要求持证主体出示，未核对人证一致。如需确认，请发起亮证请求。',
      'No presentation was asked for, so the holder was not checked. Request one if needed.',
    ],
    KEY_BINDING_ABSENT: [
      'unknown',
      '出示中没有持证主体的签名。请持证主体扫码重新亮证，或现场核对人证。',
      'The presentation is not signed by the holder. Ask for a new one, or check the person at the counter.',
    ],
    HOLDER_KEY_ABSENT: [
      'unknown',
      '证照未绑定持证主体密钥。请现场核对人证。',
      'The licence is not bound to a key of its holder. Check the person at the counter.',
    ],
    KEY_BINDING_INVALID: [
      'fail',
      '出示签名与持证主体的密钥不符，出示人可能不是持证主体。请勿采信，请持证主体本人重新亮证。',
      'The presentation was not signed by the holder’s key. Do not rely on it; ask the holder to present.',
    ],
    AUDIENCE_DIFFERS: [
      'fail',
      '该次出示是给其他单位或其他事项的。请持证主体针对本事项重新亮证。',
      'The presentation was made for another office or matter. Ask for one for this matter.',
    ],
    NONCE_DIFFERS: [
      'fail',
      '该次出示不是对本次亮证请求的回应。请重新发起亮证请求。',
      'The presentation does not answer this request. Make a new request.',
    ],
    NONCE_USED: [
      'fail',
      '该次出示已经使用过。请重新发起亮证请求。',
      'This presentation has been used before. Make a new request.',
    ],
    NONCE_UNKNOWN: [
      'fail',
      '本系统没有发出过该亮证请求。请重新发起亮证请求。',
      'This request was never made here. Make a new request.',
    ],
    NONCE_EXPIRED: [
      'unknown',
      '亮证请求已过期。请重新发起亮证请求。',
      'The presentation request has expired. Make a new request.',
    ],
    PRESENTATION_NOT_CURRENT: [
      'unknown',
      '出示时间与当前时间相差过大。请持证主体重新亮证。',
      'The presentation is too old, or its clock is wrong. Ask for a new one.',
    ],
    PERSON_MATCHED_AT_COUNTER: [
      'pass',
      '经办人已在窗口核对人证（未经手机亮证）。',
      'A clerk compared the person with the licence at the counter; no phone presented it.',
    ],
    PERSON_NAME_NEAR: [
      'unknown',
      '证件姓名与证照姓名相近但写法不同（间隔号、空格或全半角）。请核对证件号码并确认为同一人后办理。',
      'The name on the card is written a little differently (dot, space or width). Compare the numbers, and go on once it is the same person.',
    ],
    PERSON_DIFFERS: [
      'fail',
      '证件姓名与证照所载不一致，办理人可能不是持证主体。请勿采信，请持证主体本人或其代办人持授权办理。',
      'The name on the card is another than on the licence. Do not rely on it; the holder, or an agent with authority, has to come.',
    ],
    HOLDER_REPRESENTED: [
      'pass',
      '由发证部门核定的监护人或受托代理人代持证主体出示。',
      'Presented by the guardian or proxy whom the issuer recorded for the holder.',
    ],
    REPRESENTATION_ENDED: [
      'fail',
      '监护或代理期限已过，不能再代为出示。请勿采信，请持证主体本人办理，或由发证部门重新核定代理。',
      'The guardian’s or proxy’s time is over. Do not rely on it; the holder comes, or the issuer records a new one.',
    ],
    AGENT_PROVED: [
      'pass',
      '由持证主体委托的代办人出示（委托授权），授权期限、证照类型和事项均在范围内。',
      'An agent of the holder presented it, by a delegation that covers this day, licence and matter.',
    ],
    AGENT_MATCHED_AT_COUNTER: [
      'pass',
      '由持证主体委托的代办人出示（委托授权），经办人已在窗口按委托授权所载姓名核对代办人。',
      'An agent of the holder presented it, by a delegation; a clerk compared the agent with the name in it.',
    ],
    AGENT_NAME_NEAR: [
      'unknown',
      '代办人证件姓名与委托授权所载相近但写法不同（间隔号、空格或全半角）。请核对证件号码并确认为同一人后办理。',
      'The agent’s card and the delegation write the name a little differently (dot, space or width). Compare the numbers, and go on once it is the same person.',
    ],
    AGENT_DIFFERS: [
      'fail',
      '代办人证件姓名与委托授权所载不一致，办理人可能不是受托的代办人。请勿采信，请受托人本人办理，或由持证主体重新授权。',
      'The agent’s card bears another name than the delegation. Do not rely on it; the agent it names has to come, or the holder gives a new one.',
    ],
    AGENT_CHAIN_BROKEN: [
      'fail',
      '委托授权不能从持证主体连到出示人。请勿采信，请代办人重新取得授权，或请持证主体本人亮证。',
      'The delegations do not lead from the holder to whoever presented. Do not rely on it; the agent needs a new one, or the holder presents.',
    ],
    AGENT_VOID: [
      'fail',
      '委托授权所依据的证照查无存证、已变更或不再有效（如法定代表人变更），授权随之失效。请勿采信，请现任代表人重新授权。',
      'The licence that the delegation flows from is not on the ledger, or has changed or ended (another representative, for instance), and the delegation with it. Do not rely on it; who represents the holder now has to give a new one.',
    ],
    AGENT_REVOKED: [
      'fail',
      '委托授权已被撤销。请勿采信，请持证主体本人亮证，或由其重新授权。',
      'The delegation was revoked. Do not rely on it; the holder presents, or gives a new one.',
    ],
    AGENT_ENDED: [
      'fail',
      '当日不在委托授权期限内。请勿采信，请代办人取得新的授权，或请持证主体本人亮证。',
      'The delegation has ended, or has not begun. Do not rely on it; the agent needs a new one, or the holder presents.',
    ],
    AGENT_OUT_OF_SCOPE: [
      'fail',
      '委托授权不包括这类证照或这一事项。请勿采信，请持证主体扩大授权，或本人亮证。',
      'The delegation does not cover this licence type or matter. Do not rely on it; the holder gives a wider one, or presents.',
    ],
    AGENT_STATUS_UNKNOWN: [
      'unknown',
      '未取得委托授权的账本状态，暂时无法作出结论。请稍后重试。',
      'What the ledger holds about the delegation could not be had, so nothing can be said now. Try again later.',
      true,
    ],
    CO_HOLDER_CONSENT_MISSING: [
      'unknown',
      '出示中有其他共有人的个人信息，而该共有人既未亮证也未同意：这些信息未读取、不显示，请勿留存。请该共有人在自己的手机上同意后重新亮证，或由其本人亮证。',
      'Fields of another holder were shown without that holder’s own presentation or consent: they were not read and are not shown; do not keep them. Ask that holder to consent on their phone and have it presented again, or to present.',
    ],
    CO_HOLDER_CONSENT_INVALID: [
      'fail',
      '所附共有人同意不是该共有人就本次亮证请求和这些信息作出的。请勿采信，请重新发起亮证请求并由共有人在自己的手机上同意。',
      'A co-holder’s consent is not that holder’s, or not for this request and these fields. Do not rely on it; make a new request and have the co-holder consent on their own phone.',
    ],
  }),
  ...ofCheck('fresh', {
    FRESH: ['pass', '本地账本数据为最新。', 'The index is fresh.'],
    INDEX_STALE: [
      'unknown',
      '本地账本数据未及时更新，暂时无法作出结论。请稍后重试，或联系成员运维人员。',
      'The index is older than policy allows, so nothing can be said now. Try again later, or ask the operator.',
      true,
    ],
    INDEX_AHEAD: [
      'unknown',
      '账本区块时间晚于本机时间，无法判断数据时效。请校准本机时钟，或联系成员运维人员。',
      'The last block is stamped later than this clock, so its age is not known. Set the clock, or ask the operator.',
      true,
    ],
    HEIGHT_TO_COME: [
      'unknown',
      '所指账本高度超出本机已读取的高度，无法回溯核验。请核对高度，或稍后重试。',
      'That height lies beyond what was read of the ledger. Check it, or try again later.',
      true,
    ],
    AT_HEIGHT: [
      'skipped',
      '按指定账本高度回溯核验，不适用数据时效要求。',
      'Judged by what a given height had told; freshness does not apply.',
    ],
  }),
} as const satisfies Readonly<Record<string, FindingCodeRow>>;

export type FindingCode = keyof typeof FINDING_CODES;

/** The finding of a code: its check, outcome and sentence come from the table. */
export function finding(code: FindingCode, evidence: Readonly<Record<string, unknown>> = {}): Finding {
  const message = MESSAGES[code];
  const { check, outcome } = FINDING_CODES[code];
  return { check, outcome, code, message, evidence };
}

const MESSAGES = Object.fromEntries(
  Object.entries(FINDING_CODES).map(([code, { zh, en }]) => [code, { zh, en }]),
) as Readonly<Record<FindingCode, Bilingual>>;

/** Whether a code says that a fact could not be had. */
export function isUnavailable(code: string): boolean {
  return (
    Object.hasOwn(FINDING_CODES, code) &&
    (FINDING_CODES as Readonly<Record<string, FindingCodeRow>>)[code]?.unavailable === true
  );
}
