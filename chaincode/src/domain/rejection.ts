import { canonicalJson } from './json/canonical';
import { readJson } from './json/reader';
import { isJsonObject, type JsonObject } from './json/value';
import type { Bilingual } from './record/bilingual';

/**
 * Every way in which a contract says no, in order of precedence: where two faults meet, the one that stands earlier is
 * answered, so that two endorsers refuse alike. The list is closed and only ever grows; a sentence says what happened,
 * what it means and what to do next. `details` never hold anything personal.
 */
export const REJECTIONS = {
  // 1. The argument.
  BAD_ARITY: {
    zh: '本次调用的参数个数不是一个，未作任何改动；请只传一个 JSON 文本。',
    en: 'The call did not carry exactly one argument, so nothing was done; pass one JSON text.',
  },
  UNKNOWN_FUNCTION: {
    zh: '合约没有这个功能，未作任何改动；请核对功能名称与版本。',
    en: 'The contract has no such function, so nothing was done; check the name and the version.',
  },
  MALFORMED_ARGUMENT: {
    zh: '参数不合格式，未作任何改动；请按 details 中的 code 和 path 改正后重发。',
    en: 'The argument does not follow its grammar, so nothing was done; correct what code and path name and send it again.',
  },
  // 2. The network.
  NETWORK_NOT_FOUNDED: {
    zh: '网络尚未发起，暂不能办理；请由发起成员先发起网络。',
    en: 'The network has not been founded yet, so nothing else can be done; let a founder found it first.',
  },
  NETWORK_NOT_OPEN: {
    zh: '尚有发起成员未确认，网络未开通；请等待全部发起成员确认。',
    en: 'Some founders have not confirmed, so the network is not open; wait until all of them have.',
  },
  NETWORK_ALREADY_FOUNDED: {
    zh: '网络已经发起，发起只能进行一次；新成员请由现有成员提议接纳。',
    en: 'The network is founded already and founding runs once; let a member propose to admit new members.',
  },
  NETWORK_ALREADY_OPEN: {
    zh: '网络已经开通，无需再次确认；请直接办理业务。',
    en: 'The network is open already and needs no further confirmation; go on with your work.',
  },
  FOUNDING_PENDING: {
    zh: '发起成员的确认期限未过，暂不能重新发起；请等到 details 所列日期之后。',
    en: 'The founders still have days left to confirm, so founding cannot begin again; wait until after the day in the details.',
  },
  // 3. The caller.
  UNKNOWN_MEMBER: {
    zh: '调用者所在的组织不是本网络成员，不能办理；请先申请加入。',
    en: 'The organisation of the caller is no member of this network; have it admitted first.',
  },
  MEMBER_NOT_ACTIVE: {
    zh: '调用者所在成员处于非正常状态（暂停、退出或未加入），不能办理；请联系其他成员恢复。',
    en: 'The member of the caller is not admitted at present (suspended, withdrawn or still founding); ask the others to reinstate it.',
  },
  UNKNOWN_IDENTITY: {
    zh: '调用者证书未登记在该行政主体名下或已停用，不能代其办理；请由成员运维登记证书。',
    en: 'The certificate is not registered on the record of that authority, or has ended; let the operator of its member register it.',
  },
  AUTHORITY_OF_ANOTHER_MEMBER: {
    zh: '该行政主体由另一成员托管，本成员的证书不能代其办理；请使用托管成员签发的证书。',
    en: 'That authority is hosted by another member, whose certificates alone act for it; use one of those.',
  },
  AUTHORITY_NOT_ACTIVE: {
    zh: '调用者代表的行政主体未经批准、已暂停或已撤销，不能办理；请先由上级主管部门处理。',
    en: 'The authority of the caller is not approved yet, or is suspended or abolished; its superior has to settle that first.',
  },
  // 4. Who may.
  NOT_ENTITLED: {
    zh: '调用者无权办理此事；details 中的 needs 说明由谁办理。',
    en: 'The caller may not do this; needs in the details says who may.',
  },
  // 5. What exists.
  MEMBER_UNKNOWN: {
    zh: '账本上没有这个成员；请核对成员代码。',
    en: 'The ledger holds no such member; check its code.',
  },
  MEMBER_EXISTS: {
    zh: '该成员或其 MSP 已在账本上；请核对，或恢复原成员。',
    en: 'That member or its MSP is on the ledger already; check it, or reinstate the member.',
  },
  MOTION_UNKNOWN: {
    zh: '账本上没有这项动议；请核对动议编号。',
    en: 'The ledger holds no such motion; check its id.',
  },
  MOTION_EXISTS: {
    zh: '同样的动议已经提出；请查看原动议，或更换 nonce 重新提出。',
    en: 'The same motion was proposed already; look at that one, or choose another nonce.',
  },
  AUTHORITY_UNKNOWN: {
    zh: '账本上没有这个行政主体；请核对统一社会信用代码，或先登记。',
    en: 'The ledger holds no such authority; check its credit code, or register it first.',
  },
  AUTHORITY_EXISTS: {
    zh: '该行政主体已经登记；请在原登记上变更。',
    en: 'That authority is registered already; change the existing record.',
  },
  IDENTITY_UNKNOWN: {
    zh: '该行政主体名下没有这张证书，或已停用；请核对证书摘要。',
    en: 'That authority has no such active certificate; check the digest.',
  },
  MANDATE_UNKNOWN: {
    zh: '没有对该单位的有效委托；请核对受托单位。',
    en: 'No mandate to that body is in force; check the custodian.',
  },
  KEY_EXISTS: {
    zh: '该公钥已在账本上登记过；一把密钥只有一种用途、一个所有者，请换新密钥。',
    en: 'That public key is on the ledger already, and a key has one use and one owner for ever; make a new one.',
  },
  RECEIPT_KEY_UNKNOWN: {
    zh: '本成员没有登记这把回执密钥；请先登记。',
    en: 'This member has registered no such receipt key; register it first.',
  },
  SEAL_UNKNOWN: {
    zh: '账本上没有这枚印章或签发密钥；请核对密钥编号，或先登记。',
    en: 'The ledger holds no such seal or issuing key; check the key id, or register it first.',
  },
  LICENCE_TYPE_UNKNOWN: {
    zh: '账本上没有这种证照类型；请先由定义机构或成员动议登记。',
    en: 'The ledger holds no such licence type; its definer or a motion has to enter it first.',
  },
  MATTER_UNKNOWN: {
    zh: '账本上没有这个事项；请核对事项编码，或先登记。',
    en: 'The ledger holds no such matter; check its code, or define it first.',
  },
  BASIC_MATTER_UNKNOWN: {
    zh: '该实施编码所依据的基本目录事项尚未登记；请先登记基本目录事项。',
    en: 'The basic matter that this code implements is not on the ledger; define the basic matter first.',
  },
  MAPPING_UNKNOWN: {
    zh: '没有这一事项对应关系；请先提出对应。',
    en: 'The ledger holds no such mapping; propose it first.',
  },
  MAPPING_EXISTS: {
    zh: '这一事项对应关系已经提出或生效；请查看原对应关系。',
    en: 'That mapping is proposed or accepted already; look at the existing one.',
  },
  AGREEMENT_UNKNOWN: {
    zh: '账本上没有这份互认协议；请核对协议编号。',
    en: 'The ledger holds no such agreement; check its id.',
  },
  AGREEMENT_EXISTS: {
    zh: '同一编号的互认协议已经存在；请变更原协议，或另起编号。',
    en: 'An agreement with that id exists; amend it, or choose another id.',
  },
  BASIS_EXISTS: {
    zh: '同一编号的用证依据已经登记；请另起编号。',
    en: 'A basis with that id is on file already; choose another id.',
  },
  BATCH_UNKNOWN: {
    zh: '账本上没有这一批次存证；请核对存证主体与根值。',
    en: 'The ledger holds no such batch; check the authority and the root.',
  },
  BATCH_EXISTS: {
    zh: '同一根值的批次已经存证，而内容或请求编号不同；请核对是否重复提交。',
    en: 'A batch with that root is anchored with other content or by another request; check for a duplicate.',
  },
  COMPETENCE_UNKNOWN: {
    zh: '该行政主体没有可由此终止的职权；请核对类型、区划和日期。',
    en: 'That authority holds no competence that this would end; check types, region and last day.',
  },
  BASIS_UNKNOWN: {
    zh: '没有这一编号的用证依据；请核对编号。',
    en: 'No basis with that id is on file; check the id.',
  },
  GROUP_UNKNOWN: {
    zh: '账本上没有这个协同组；请核对编号，或先提出。',
    en: 'The ledger holds no such group; check its id, or propose it first.',
  },
  GROUP_EXISTS: {
    zh: '同一编号的协同组已经存在；请变更原组，或另起编号。',
    en: 'A group with that id exists; amend it, or choose another id.',
  },
  CHANGE_UNKNOWN: {
    zh: '账本上没有这项网络变更申请；请核对编号，或由保荐成员先提交。',
    en: 'The ledger holds no such request to change the network; check its id, or let a sponsor submit it first.',
  },
  CHANGE_EXISTS: {
    zh: '这项网络变更申请已由其他成员提交；请直接审批。',
    en: 'That request to change the network is on the ledger already; approve it there.',
  },
  // 6. State.
  MOTION_CLOSED: {
    zh: '该动议已经通过或否决，不再表决；如需变更请另提动议。',
    en: 'That motion is carried or rejected and takes no more votes; propose another one.',
  },
  ALREADY_CONFIRMED: {
    zh: '本成员已经确认过；请等待其他发起成员。',
    en: 'This member has confirmed already; wait for the other founders.',
  },
  ALREADY_VOTED: {
    zh: '本成员已经表决，一成员一票，不能更改；请等待其他成员。',
    en: 'This member has voted already, once and for good; wait for the others.',
  },
  MEMBER_STATE: {
    zh: '该成员当前状态不允许此项变更；请核对 details 中的状态。',
    en: 'The present state of that member does not allow this; see the state in the details.',
  },
  LAST_MEMBER: {
    zh: '这是最后一个正常成员，退出后网络将无人管理；请先接纳其他成员。',
    en: 'This is the last admitted member and nobody would be left; admit another one first.',
  },
  RECEIPT_KEY_ENDED: {
    zh: '该回执密钥已停用；请使用现行密钥。',
    en: 'That receipt key has ended; use the present one.',
  },
  RECEIPT_NUMBER_BACK: {
    zh: '回执序号不能倒退；请检查网关的回执日志是否完整。',
    en: 'Receipt numbers never go back; check that the receipt log of the gateway is whole.',
  },
  RECEIPT_DIGEST_CHANGED: {
    zh: '同一序号的回执摘要与账本不同；请检查网关的回执日志是否被改动。',
    en: 'The digest for that receipt number differs from the ledger; check whether the log of the gateway was altered.',
  },
  RECEIPT_LOG_DIFFERS: {
    zh: '新的回执日志不是由已存证的日志续写而成，未作任何改动；请检查网关的回执日志是否完整、是否被改动。',
    en: 'The new receipt log does not go on from the one on record, so nothing was done; check whether the log of the gateway is whole and unaltered.',
  },
  AUTHORITY_STATE: {
    zh: '该行政主体当前状态不允许此项办理；请核对 details 中的状态。',
    en: 'The present state of that authority does not allow this; see the state in the details.',
  },
  SUCCESSION_EXISTS: {
    zh: '该职能承继已经登记；请核对。',
    en: 'That succession is on record already; check it.',
  },
  SEAL_RETIRED: {
    zh: '该印章或密钥已注销，注销不可恢复；请重新制发。',
    en: 'That seal or key is retired for good; have a new one made.',
  },
  SEAL_COMPROMISED: {
    zh: '该印章或密钥已报告泄露，不能恢复使用；请重新制发。',
    en: 'That seal or key is reported compromised and cannot come back; have a new one made.',
  },
  SEAL_NOT_ACTIVE: {
    zh: '该印章或密钥已冻结或注销，不能使用；请使用现行印章。',
    en: 'That seal or key is frozen or retired; use an active one.',
  },
  SEAL_NOT_FROZEN: {
    zh: '该印章或密钥未处于冻结状态，无需解冻；请核对。',
    en: 'That seal or key is not frozen; check which one you mean.',
  },
  COMPROMISE_EXISTS: {
    zh: '该密钥的泄露已经报告；请等待确认。',
    en: 'The compromise of that key is reported already; wait for its confirmation.',
  },
  COMPROMISE_UNKNOWN: {
    zh: '该密钥没有泄露报告可供确认；请先报告。',
    en: 'No compromise of that key is reported; report it first.',
  },
  COMPROMISE_CONFIRMED: {
    zh: '该密钥的泄露已经确认，无需再次确认。',
    en: 'The compromise of that key is confirmed already; nothing is left to do.',
  },
  COMPROMISE_DIFFERS: {
    zh: '所确认的起算位置与报告的不一致，未作任何改动；请核对 details 中的 from 后重新确认。',
    en: 'The report names another position than the confirmation, so nothing was done; look at from in the details and confirm again.',
  },
  DEFINER_KEEPS: {
    zh: '该条目已由其定义机构登记，成员动议不能变更；请由定义机构变更。',
    en: 'That entry is kept by the authority that defines it and no motion changes it; let the definer make the change.',
  },
  LICENCE_TYPE_DEPRECATED: {
    zh: '该证照类型已停用，不能再存证；请使用现行类型。',
    en: 'That licence type is deprecated and takes no new batches; use the present type.',
  },
  MATTER_ENDED: {
    zh: '该事项已取消；请使用现行事项。',
    en: 'That matter has ended; use the present one.',
  },
  MAPPING_ENDED: {
    zh: '这一事项对应关系已终止；如需恢复请重新提出。',
    en: 'That mapping has ended; propose it again if it is needed.',
  },
  AGREEMENT_WITHDRAWN: {
    zh: '该协议已撤回，或已有成员通知退出，不再变更；请另订协议。',
    en: 'That agreement was taken back, or a party gave notice of withdrawal, so it changes no more; propose another one.',
  },
  AGREEMENT_NOT_IN_FORCE: {
    zh: '该协议尚未生效，不能变更；请等待各方接受，或撤回后重新提出。',
    en: 'That agreement is not in force and cannot be amended; wait for acceptance, or withdraw it and propose anew.',
  },
  AGREEMENT_VERSION: {
    zh: '所指版本不是待接受或现行的版本；请读取最新协议后重试。',
    en: 'That is not the version that waits or is in force; read the agreement again and retry.',
  },
  ALREADY_ACCEPTED: {
    zh: '本方已经接受；请等待其他各方。',
    en: 'Your side has accepted already; wait for the other parties.',
  },
  STATUS_TRANSITION: {
    zh: '证照当前状态不能变更为所请求的状态；请核对状态历史，终局状态不可恢复。',
    en: 'The licence cannot go from its present state to that one; read its history, final states have no way back.',
  },
  LIMIT_REACHED: {
    zh: '该记录已达到数量上限，未作任何改动；请按 details 中的 limit 精简后重试，或联系成员运维。',
    en: 'The record is full, so nothing was done; see limit in the details, reduce it, or ask the operator.',
  },
  MOTION_EXPIRED: {
    zh: '该动议的表决期限已过，不再表决；如仍需要请重新提出。',
    en: 'The last day for votes on that motion has passed; propose it again if it is still wanted.',
  },
  BASIS_ENDED: {
    zh: '该用证依据已经终止或将更早终止；请核对 details 所列日期，或另行登记。',
    en: 'That basis has ended, or ends no later than that; see the day in the details, or adopt another one.',
  },
  GROUP_ENDED: {
    zh: '该协同组已经结束，不再变更；请重新提出。',
    en: 'That group has ended and changes no more; propose it again.',
  },
  GROUP_NOT_IN_FORCE: {
    zh: '该协同组尚未被各方接受，不能变更；请等待接受，或退出后重新提出。',
    en: 'That group is not accepted by all of its parties and cannot be amended; wait, or leave it and propose anew.',
  },
  GROUP_VERSION: {
    zh: '所指版本不是待接受或现行的版本；请读取最新规则后重试。',
    en: 'That is not the version that waits or is in force; read the group again and retry.',
  },
  CHANGE_CLOSED: {
    zh: '该网络变更申请已获通过或已完成，不再接受审批；请查看其状态。',
    en: 'That request to change the network is approved or done and takes no more approvals; look at its state.',
  },
  CHANGE_NOT_APPROVED: {
    zh: '该网络变更申请尚未获得足够的审批，不能办结；请等待其他成员。',
    en: 'That request to change the network lacks approvals and cannot be completed; wait for other members.',
  },
  ALREADY_APPROVED: {
    zh: '本成员已经审批过这项网络变更，一成员一次；请等待其他成员。',
    en: 'This member has approved that change already, and once is enough; wait for the others.',
  },
  CHANGE_BASE_VOID: {
    zh: '签名所依据的通道配置与申请不同，其间配置已变更，原签名作废；请重新查看并在现行配置上签名。',
    en: 'The signature is for another channel configuration than the request: the channel changed in between and what was signed is void; review again and sign on the present configuration.',
  },
  CHANGE_BASE_STANDS: {
    zh: '该申请已基于这一通道配置，无需更新；请直接审批。',
    en: 'The request stands on that configuration already, so nothing is to be renewed; approve it.',
  },
  // 7. Content, proof, scope.
  NOT_A_VOTER: {
    zh: '本成员不是该动议的表决成员（当事成员回避，或在动议之后加入）；无需表决。',
    en: 'This member has no vote on that motion: it is concerned itself, or joined later; leave it to the voters.',
  },
  CHANGE_UPDATE_DIFFERS: {
    zh: '所签的配置更新与账本上的不是同一内容；请重新查看后再签名。',
    en: 'The update that was signed is not the one on the ledger; review it again before signing.',
  },
  PARTY_UNKNOWN: {
    zh: '协议的签约成员中有未加入或非正常状态的；请核对签约成员。',
    en: 'A party of the agreement is no admitted member; check the parties.',
  },
  REGION_OUTSIDE: {
    zh: '所列行政区划超出成员的范围；请只列本成员区划之内的代码。',
    en: 'A region lies outside those of the members concerned; name only regions inside them.',
  },
  NO_ELIGIBLE_VOTER: {
    zh: '除当事成员外没有可表决的成员，动议无法通过；请等待新成员加入。',
    en: 'No member but the one concerned could vote, so nothing can be carried; wait for further members.',
  },
  SCOPE_OUTSIDE: {
    zh: '所批准的类型或区划超出该主管部门的职权；请缩小范围，或由有权部门批准。',
    en: 'The types or the region go beyond what this approver directs; narrow them, or ask the approver that does.',
  },
  SUCCESSION_CYCLE: {
    zh: '职能承继会成为循环；请核对承继方向。',
    en: 'The succession would run in a circle; check its direction.',
  },
  NOTICE_TOO_SHORT: {
    zh: '退出协议的提前通知期不足；请把最后适用日改到 details 所列日期或之后。',
    en: 'The notice of withdrawal is too short; choose a last day on or after the one in the details.',
  },
  TERMS_DIFFER: {
    zh: '所接受的文本与账本上的待接受文本不同；请读取最新文本后再接受。',
    en: 'The terms accepted are not those that wait on the ledger; read them again before accepting.',
  },
  NO_COMPETENCE: {
    zh: '账本上没有该主体（及其承继前的主体）办理此类证照的职权；请先由上级主管部门批准。',
    en: 'The ledger records no competence of that authority (or one it continues) for this type; have its superior approve it first.',
  },
  SEAL_OF_ANOTHER: {
    zh: '该印章或密钥不属于此行政主体；请使用其名下的印章。',
    en: 'That seal or key does not belong to this authority; use one of its own.',
  },
  PROVENANCE_MISMATCH: {
    zh: '所称来源与存证者不符；请按实际来源填写。',
    en: 'The stated provenance does not fit who anchors; state the true one.',
  },
  SEAL_ROLES_UNMET: {
    zh: '该类证照需要多个印章，所附印章不足；请补齐 details 所列角色。',
    en: 'This type needs several seals and too few were given; add seals for the roles in the details.',
  },
  PROOF_INVALID: {
    zh: '密钥持有证明或会签验证不通过；请用对应私钥对规定文本重新签名。',
    en: 'A proof of possession or a co-seal does not verify; sign the prescribed statement with the matching private key.',
  },
  SES_SEAL_INVALID: {
    zh: '电子印章文件不成立（制章签名、签章人名单或有效期），未作任何登记；请按 details 中的 codes 核对后重新提交。',
    en: 'The SES seal does not hold (its maker’s signature, its list of signers or its span), so nothing was registered; see codes in the details.',
  },
  INCLUSION_INVALID: {
    zh: '证照不在该批次中（包含证明不符）；请核对叶散列、序号和证明。',
    en: 'The proof does not show the licence in that batch; check leaf, index and proof.',
  },
  DECISION_IN_FUTURE: {
    zh: '决定日期晚于今天；请填写实际决定日期。',
    en: 'The day of the decision lies in the future; give the day on which it was made.',
  },
  RETROACTIVE_NOT_ALLOWED: {
    zh: '只有撤销可以自始无效；请去掉追溯标记，或改为撤销。',
    en: 'Only an annulment can hold from the beginning; drop the retroactive mark, or annul.',
  },
  FOUNDER_LEFT_OUT: {
    zh: '新名单漏列了已确认的发起成员，或更改了其 MSP；请列全已确认的成员。',
    en: 'The new list leaves out a founder that has confirmed, or changes its MSP; name all that have confirmed.',
  },
  ROLE_MISSING: {
    zh: '该行政主体没有办理此事所需的角色；请由上级主管部门核定 details 所列角色。',
    en: 'That authority lacks the role that this takes; let its superior approve it in the role that the details name.',
  },
  SUPERIOR_CYCLE: {
    zh: '上级主管关系会成为循环或层级过多；请核对上级主管部门。',
    en: 'The superiors would stand above one another in a circle, or too deep; check who directs whom.',
  },
  TYPE_NOT_ISSUED_THERE: {
    zh: '证照目录规定该类型不由此级别或区划颁发；请核对目录，或由定义机构变更。',
    en: 'The catalogue does not let that type be issued at this level or in this region; check it, or have its definer change it.',
  },
  BACK_DATED: {
    zh: '所列日期早于允许的最早日期，不能倒签；请改为 details 所列日期或之后。',
    en: 'The day lies before the earliest that is allowed and nothing is back-dated; choose the one in the details, or later.',
  },
  VERSION_OVERLAPS: {
    zh: '所列起始日不晚于已登记版本的起始日，同一天会有两个版本；请改为 details 所列日期之后。',
    en: 'The version would begin no later than the one on record, and a day has one version only; choose a day after the one in the details.',
  },
  DISPUTE_UNKNOWN: {
    zh: '账本上没有这项异议；请核对证照与序号。',
    en: 'The ledger holds no such dispute; check the licence and the number.',
  },
  DISPUTE_OPEN: {
    zh: '本主体对该证照或结论的异议尚未办结，不能重复提出；请等待答复。',
    en: 'A dispute of this authority about the same is open already; wait for its answer.',
  },
  DISPUTE_ENDED: {
    zh: '该异议已经办结，不再变更；如有新的理由请另行提出。',
    en: 'That dispute has ended and changes no more; raise another one if there is a new ground.',
  },
  DISPUTE_OVERDUE: {
    zh: '答复期限已过（最后一日见 details），发证部门不能再答复；请报其上级主管部门处理。',
    en: 'The last day to answer has passed (see the details), so the issuer can answer no more; refer it to its superior.',
  },
  DISPUTE_NOT_DUE: {
    zh: '答复期限未满，不能登记逾期；请等到 details 所列日期之后。',
    en: 'The days to answer have not passed, so nothing has lapsed; wait until after the day in the details.',
  },
  // 8. Mappings of matters.
  MAPPING_VERSION: {
    zh: '事项对应已有更新的版本；请查看后按当前版本接受。',
    en: 'The mapping has another version by now; read it and accept that one.',
  },
  MAPPING_SIDES: {
    zh: '对应的每一方都须由负责该编码的行政主体参加：省内编码为登记该编码的主管部门，本地编码为清单保存主体，全国编码为他省主管部门；请核对所列主体。',
    en: 'Each side of a mapping needs the authority that answers for its code: the definer of a provincial code, the keeper of a local one’s list, a superior department of another province for a nationwide code; check who is named.',
  },
  // 9. Cases.
  CASE_EXISTS: {
    zh: '这个办件编号已经用过，未作任何改动；请另取一个随机编号。',
    en: 'That case id is taken already, so nothing was done; draw another random one.',
  },
  CASE_UNKNOWN: {
    zh: '账本上没有这个办件；请核对办件编号，或先受理。',
    en: 'The ledger holds no such case; check its id, or open it first.',
  },
  CASE_CLOSED: {
    zh: '该办件已经办结，不再变更；如需继续请另行受理。',
    en: 'That case is closed and changes no more; open another one if there is more to do.',
  },
  CASE_STEP: {
    zh: '办件环节只能按顺序向前，或直接办结；details 中的 next 列出可办的环节。',
    en: 'A case goes forward one step at a time, or closes; next in the details lists the steps that may come.',
  },
  CASE_PARTY_UNKNOWN: {
    zh: '该办件没有这位第三人；请核对密钥编号，或先邀请其参加。',
    en: 'That case has no such third party; check the key id, or invite them first.',
  },
  CASE_PARTY_ENDED: {
    zh: '该第三人的参加已经终止或到期，不能再办理；如仍需要请重新邀请，使用新密钥。',
    en: 'The part of that third party has ended or run out; invite them again, with a new key, if it is still wanted.',
  },
  CASE_ENTRY_EXISTS: {
    zh: '该作者的这一序号已经记入，可能是重复提交，未作任何改动；新内容请用下一序号重新签名。',
    en: 'That number of this author is on record, perhaps by a repetition, so nothing was done; sign new content with the next number.',
  },
  CASE_ENTRY_NUMBER: {
    zh: '该序号之前还有未记入的序号，未作任何改动；请用该作者的下一序号重新签名。',
    en: 'A number before this one is missing, so nothing was done; sign it anew with the next number of its author.',
  },
  CASE_SIGNATURE_INVALID: {
    zh: '签名不是该第三人就本办件本条内容所作，未作任何改动；请由其本人重新签名。',
    en: 'The signature is not that third party’s over this entry of this case, so nothing was done; let them sign it themselves.',
  },
  // 10. Standing of authorities and lists.
  NOT_AN_APPROVER: {
    zh: '所列上级不是上级主管部门，或已撤销；请改为已加入的上级主管部门，或尚未登记的主管部门编码。',
    en: 'The superior named is a mere department or was abolished; name an approver, or a code that is not on the ledger yet.',
  },
  NOTICE_TOO_LONG: {
    zh: '退出协议的最后适用日过远，会使协议长期不能变更；请改为 details 所列日期或之前。',
    en: 'The last day lies too far off, and until then the agreement could not be amended; choose the one in the details, or an earlier one.',
  },
  MERGER_AHEAD: {
    zh: '整体合并自登记之日起生效，提前登记会使原主体在此之前无人履职；请在合并当日登记，或先按类型登记移交。',
    en: 'A merger as a whole takes effect when it is recorded, and recorded ahead it would leave nobody to act until its day; record it on its day, or hand over type by type.',
  },
  COMPETENCE_EXISTS: {
    zh: '同一项职权（类型、区划、期限和依据均相同）已经登记，未作任何改动；请核对后只提交新的职权。',
    en: 'The very same competence (types, region, days and filing) is on record, so nothing was done; state only what is new.',
  },
  REFERENCE_INSIDE: {
    zh: '所列区划属于本网络成员，不作为外地清单登记；请由该成员的部门登记其事项，或只登记本部门区划内的原有本地编码。',
    en: 'A row lies in the region of another member of the network, so nothing was done; let that member’s department enter its matters, or list old local codes of your own region only.',
  },
  MAPPING_CHANGED: {
    zh: '对应提出之后，details 所列一方的编码已改为另一名称、类型或依据，与先前接受的不同；请终止后按现行内容重新提出。',
    en: 'Since the mapping was proposed, the code of the side in the details has come to name something else than was accepted; end the mapping and propose it anew.',
  },
} as const satisfies Readonly<Record<string, Bilingual>>;

export type RejectionCode = keyof typeof REJECTIONS;

/** All codes, in order of precedence. */
export const REJECTION_CODES = Object.keys(REJECTIONS) as readonly RejectionCode[];

/** A rule forbids; nothing was written. */
export class Rejection extends Error {
  constructor(
    readonly code: RejectionCode,
    readonly details: JsonObject = {},
  ) {
    super(`HUREN.${code} ${canonicalJson(details)}`);
    this.name = 'Rejection';
  }

  /** What happened, what it means, what to do next. */
  get sentence(): Bilingual {
    return REJECTIONS[this.code];
  }
}

/** Wire form, the only thing that the shim keeps of an error: `HUREN.<CODE> <canonical JSON of the details>`. */
export function formatRejection(rejection: Rejection): string {
  return `HUREN.${rejection.code} ${canonicalJson(rejection.details)}`;
}

/** The rejection that a message carries, anywhere in it (peers put words before it); null: it carries none. */
export function parseRejection(message: string): Rejection | null {
  const match = /HUREN\.([A-Z_]+) (\{.*\})/s.exec(message);
  const code = match?.[1];
  if (match === null || code === undefined || !isRejectionCode(code)) return null;
  let details;
  try {
    details = readJson(match[2] ?? '');
  } catch {
    return null;
  }
  return isJsonObject(details) ? new Rejection(code, details) : null;
}

export function isRejectionCode(code: string): code is RejectionCode {
  return Object.hasOwn(REJECTIONS, code);
}
