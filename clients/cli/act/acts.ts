import { MOTION_KINDS } from '@huren/chaincode/domain';
import { act, type Act } from './act';

type Fields = NonNullable<Parameters<typeof act>[5]>;

const seal: Fields = {
  suite: ['算法套件 ES256 | EdDSA | SM2SM3', 'suite: ES256 | EdDSA | SM2SM3'],
  publicKey: ['公钥，base64url', 'public key, base64url'],
  kind: ['seal（电子印章）| issuing-key（签发密钥）', 'seal | issuing-key'],
  name: ['名称，如 电子证照专用章', 'name for people'],
  'filing?': ['备案号', 'filing number'],
  'role?': ['多章证照中的角色', 'role, for types with several seals'],
  'engraving?': [
    '制发备案 {issuedBy, madeBy, category, mongolianName?}；category 为 statutory | internal | branch | business | personal',
    'its engraving {issuedBy, madeBy, category, mongolianName?}; category: statutory | internal | branch | business | personal',
  ],
  'ses?': [
    '版式文件印章 {seal, signer?}：印章文件（.esl）的 base64url；名单为摘要时另附签章人证书',
    'seal of page forms {seal, signer?}: base64url of the .esl file; the signer’s certificate where it lists digests',
  ],
  'custodian?': ['制作管理单位', 'custodian that holds the key'],
  proof: ['密钥持有证明，base64url', 'proof of possession, base64url'],
};
const keyId: Fields = { keyId: ['密钥编号', 'key id'] };
const agreementId: Fields = { id: ['协议编号', 'id of the agreement'] };
const terms: Fields = {
  terms: [
    '协议条款 {title, text, from, to?, clauses, coverage?}',
    'terms {title, text, from, to?, clauses, coverage?}',
  ],
};
const mapping: Fields = {
  from: [
    '本省范围的基本编码，或清单中的本地编码',
    'basic code scoped to a province, or a local code of a list',
  ],
  'list?': ['本地编码所在的清单保存主体', 'of a local code: the authority that keeps its list'],
  to: ['对应的基本编码', 'basic code that it equals'],
};
const disputeName: Fields = {
  authority: ['存证主体', 'authority that anchored the licence'],
  leafHash: ['叶散列', 'leaf hash'],
  number: ['异议序号', 'number of the dispute'],
};
const caseId: Fields = {
  id: ['办件编号（16 至 32 字节随机数，base64url）', 'id of the case: 16 to 32 random bytes, base64url'],
};
const caseDocument: Fields = {
  'document?': [
    '文书与至少 128 位随机数一并计算的摘要',
    'digest over the document and at least 128 random bits',
  ],
};
const groupId: Fields = { id: ['协同组编号', 'id of the group'] };
const groupRules: Fields = {
  parties: ['参加成员', 'members that take part'],
  terms: [
    '规则 {theme: {zh, en}, regions, roles, types, matterKinds, witnessed}',
    'rules {theme: {zh, en}, regions, roles, types, matterKinds, witnessed}',
  ],
};
const oneAuthority: Fields = { authority: ['行政主体代码', 'credit code of the authority'] };

const changeProposal: Fields = {
  base: ['所依据的通道配置 {sequence, digest}', 'configuration that it stands on {sequence, digest}'],
  update: ['配置更新，base64url', 'the update, base64url'],
  quorums: ['所需签名 [{msps, atLeast}]', 'signatures that it needs [{msps, atLeast}]'],
  signature: ['管理员签名 {header, signature}', 'signature of the administrator {header, signature}'],
};

/** Every function of the contracts, in their order; a test compares this table with the contracts themselves. */
export const ACTS: readonly Act[] = [
  act('member', 'found', 'member found', '发起网络，列明发起成员', 'found the network with its founders', {
    members: ['发起成员 [{id, msp, name: {zh, en}, region}]', 'founders [{id, msp, name: {zh, en}, region}]'],
    'days?': ['确认期限（天，默认 30）', 'days that they have to confirm (30)'],
  }),
  act('member', 'confirm', 'member confirm', '确认参加发起', 'confirm to be a founder'),
  act('member', 'propose', 'member propose', '提出动议', 'propose a motion', {
    kind: [MOTION_KINDS.join(' | '), MOTION_KINDS.join(' | ')],
    body: ['通过后生效的内容', 'what takes effect when it is carried'],
    nonce: ['随机数，由提出者选定', 'a nonce that the proposer chooses'],
    'days?': ['表决期限（天，默认 30，至多 180）', 'days for which it takes votes (30, at most 180)'],
  }),
  act('member', 'vote', 'member vote', '对动议表决', 'vote on a motion', {
    motion: ['动议编号', 'id of the motion'],
    approve: ['赞成 true，反对 false（用 approve:=true）', 'true or false (write approve:=true)'],
  }),
  act('member', 'withdraw', 'member withdraw', '本成员退出网络', 'leave the network'),
  act(
    'member',
    'registerReceiptKey',
    'member receipt-key',
    '登记网关回执密钥',
    "register a gateway's receipt key",
    {
      suite: ['算法套件', 'suite'],
      publicKey: ['公钥，base64url', 'public key, base64url'],
      proof: ['密钥持有证明', 'proof of possession'],
    },
  ),
  act('member', 'endReceiptKey', 'member end-receipt-key', '停用回执密钥', 'end a receipt key', {
    ...keyId,
    'final?': [
      '日志的终结 {number, digest?, root?, growth?}，取自 huren receipt final-head；此后序号在其后的回执一概不认',
      'how its log ends {number, digest?, root?, growth?}, from huren receipt final-head; receipts numbered behind it are in no log',
    ],
  }),
  act(
    'member',
    'anchorReceipts',
    'member anchor-receipts',
    '存证回执链首（心跳）',
    'anchor the newest receipt (heartbeat)',
    {
      ...keyId,
      number: ['回执序号', 'number of the receipt'],
      'digest?': ['回执摘要', 'digest of the receipt'],
      'root?': ['回执日志树根', 'root of the tree of all receipts'],
      'growth?': ['由上次存证续写的证明', 'that the log goes on from the head before'],
    },
  ),

  act(
    'member',
    'setGateway',
    'member gateway',
    '公布本成员网关的地址',
    "publish the address of this member's gateway",
    {
      'url?': ['https 地址；不填则撤下', 'https origin; without it the address is taken back'],
    },
  ),
  act('authority', 'register', 'authority register', '登记行政主体', 'register an authority', {
    code: ['统一社会信用代码', 'credit code'],
    region: ['行政区划', 'region'],
    name: ['名称 {zh, en}', 'name {zh, en}'],
    roles: ['角色 [issuing, relying, supervising]', 'roles [issuing, relying, supervising]'],
    'government?': ['本级政府', 'government that leads it'],
    'superior?': ['上级主管部门', 'superior that directs its field'],
    keys: ['证书 [{certificate}]', 'certificates [{certificate}]'],
  }),
  act('authority', 'addKey', 'authority add-key', '登记一张身份证书', 'register one more certificate', {
    code: ['行政主体代码', 'credit code'],
    certificate: ['证书 PEM（certificate=@文件）', 'certificate, PEM (certificate=@file)'],
  }),
  act('authority', 'endKey', 'authority end-key', '停用一张身份证书', 'end a certificate', {
    code: ['行政主体代码', 'credit code'],
    kid: ['证书摘要', 'digest of the certificate'],
  }),
  act(
    'authority',
    'approve',
    'authority approve',
    '上级主管部门批准职权',
    'approve competence, as the superior',
    {
      ...oneAuthority,
      roles: ['角色', 'roles'],
      competence: [
        '职权 [{types, region, from, to?, filing}]',
        'competence [{types, region, from, to?, filing}]',
      ],
    },
  ),
  act(
    'authority',
    'narrow',
    'authority narrow',
    '上级主管部门缩减或终止职权',
    'narrow or end competence, as the superior',
    {
      ...oneAuthority,
      types: ["证照类型，或 '*'", "licence types, or '*'"],
      region: ['在此区划之内的职权终止', 'competence inside this region ends'],
      lastDay: ['最后一日，不早于今天', 'last day, today or later'],
      filing: ['依据 {reference, digest}', 'ground {reference, digest}'],
      'kept?': [
        '其后保留的职权 [{types, region, from, to?, filing}]',
        'what goes on afterwards [{types, region, from, to?, filing}]',
      ],
    },
  ),
  act('authority', 'abolish', 'authority abolish', '撤销行政主体', 'abolish an authority', oneAuthority),
  act(
    'authority',
    'changeSuperior',
    'authority change-superior',
    '变更上级主管部门',
    'change the superior of an authority',
    { ...oneAuthority, 'superior?': ['新的上级主管部门（不填则无）', 'the new superior (left out: none)'] },
  ),
  act('authority', 'suspend', 'authority suspend', '暂停行政主体', 'suspend an authority', oneAuthority),
  act(
    'authority',
    'reinstate',
    'authority reinstate',
    '恢复行政主体',
    'reinstate an authority',
    oneAuthority,
  ),
  act('authority', 'succeed', 'authority succeed', '登记职能承继', 'record a succession', {
    authority: ['承继的行政主体', 'the successor'],
    predecessor: ['原行政主体', 'the predecessor'],
    types: ["证照类型，或 '*'", "licence types, or '*'"],
    from: ['起始日期', 'first day'],
  }),
  act('authority', 'mandate', 'authority mandate', '委托制作管理单位', 'give a mandate to a custodian', {
    custodian: ['受托单位', 'the custodian'],
    acts: ['委托事项 [seal, anchor, status]', 'acts [seal, anchor, status]'],
    types: ['证照类型', 'licence types'],
    from: ['起始日期', 'first day'],
    'to?': ['截止日期', 'last day'],
  }),
  act('authority', 'endMandate', 'authority end-mandate', '终止委托', 'end a mandate', {
    custodian: ['受托单位', 'the custodian'],
  }),

  act('seal', 'register', 'seal register', '登记印章或签发密钥', 'register a seal or issuing key', {
    'authority?': ['所属行政主体（默认本主体）', 'authority that answers for it (default: the caller)'],
    ...seal,
    'replaces?': ['所更换的印章', 'seal that it re-engraves'],
  }),
  act('seal', 'rotate', 'seal rotate', '更换印章', 'replace a seal by a new one', {
    ...keyId,
    next: [
      '新印章 {suite, publicKey, kind, name, filing?, role?, engraving?, ses?, custodian?, proof}',
      'the new seal {suite, publicKey, kind, name, filing?, role?, engraving?, ses?, custodian?, proof}',
    ],
  }),
  act('seal', 'freeze', 'seal freeze', '冻结印章', 'freeze a seal', keyId),
  act('seal', 'unfreeze', 'seal unfreeze', '解冻印章', 'unfreeze a seal', keyId),
  act('seal', 'retire', 'seal retire', '注销印章', 'retire a seal for good', keyId),
  act(
    'seal',
    'reportCompromise',
    'seal report-compromise',
    '报告密钥泄露',
    'report that a key is compromised',
    {
      ...keyId,
      from: [
        '自哪个账本位置起不可信 {block, tx}',
        'ledger position from which it is not to be trusted {block, tx}',
      ],
    },
  ),
  act('seal', 'confirmCompromise', 'seal confirm-compromise', '确认密钥泄露', 'confirm a compromise', {
    ...keyId,
    from: [
      '所确认的起算位置，与报告一致 {block, tx}',
      'the position that is confirmed, as reported {block, tx}',
    ],
  }),

  act('licence-type', 'define', 'licence-type define', '登记或变更证照类型', 'define a licence type', {
    code: ['21 位类型代码', 'code of 21 characters'],
    name: ['名称 {zh, en}', 'name {zh, en}'],
    holder: ['person | organisation | either', 'person | organisation | either'],
    validity: ['dated | perpetual | either', 'dated | perpetual | either'],
    'issuing?': ['颁发机构级别与区划 {levels?, regions?}', 'who may issue it where {levels?, regions?}'],
    'maxValidDays?': ['最长有效天数', 'longest validity in days'],
    reach: ['nationwide | territory | premises', 'nationwide | territory | premises'],
    fields: ['可披露的字段', 'disclosable claims'],
    yearlyInspection: ['是否年审', 'whether there is a yearly inspection'],
    'seals?': [
      '多章要求 {roles, atLeast, holders?: [{role, by, codes?, type?}]}；by 为 issuer | superior | authorities | competent',
      'several seals {roles, atLeast, holders?: [{role, by, codes?, type?}]}; by: issuer | superior | authorities | competent',
    ],
    organs: ['可变更状态的机关 [{state, authorities}]', 'organs that may set a state [{state, authorities}]'],
  }),
  act('licence-type', 'deprecate', 'licence-type deprecate', '停用证照类型', 'deprecate a licence type', {
    code: ['类型代码', 'code'],
    'successor?': ['接替的类型', 'the type that takes its place'],
  }),

  act(
    'licence',
    'anchor',
    'licence anchor',
    '存证一批已签发的证照',
    'anchor a batch that is sealed already',
    {
      authority: ['发证部门', 'authority that answers for the licences'],
      type: ['证照类型', 'licence type'],
      root: ['Merkle 根', 'Merkle root'],
      size: ['件数', 'number of licences'],
      hash: ['sha-256 | sm3', 'sha-256 | sm3'],
      keyId: ['签发密钥编号', 'key id of the seal'],
      coSeals: ['会签印章 [{keyId, role, signature}]', 'further seals [{keyId, role, signature}]'],
      provenance: ['issuer | custodian | relayed', 'issuer | custodian | relayed'],
      'relayed?': [
        '转报平台 {platform, answeredAt, digest}',
        'relaying platform {platform, answeredAt, digest}',
      ],
      requestId: ['请求编号', 'request id'],
    },
  ),
  act(
    'licence',
    'setStatus',
    'licence set-status',
    '变更证照状态（自备包含证明）',
    'change a status, with an own inclusion proof',
    {
      authority: ['存证主体', 'authority that anchored it'],
      root: ['Merkle 根', 'Merkle root'],
      leafHash: ['叶散列', 'leaf hash'],
      index: ['批内序号', 'index in the batch'],
      proof: ['包含证明', 'inclusion proof'],
      state: ['新状态', 'the new state'],
      decision: ['决定书文号', 'number of the decision'],
      decidedOn: ['决定日期', 'day of the decision'],
      effectiveFrom: ['生效日期', 'day from which it holds'],
      retroactive: ['是否自始无效', 'whether it holds from the beginning'],
    },
  ),

  act('matter', 'define', 'matter define', '登记或变更事项', 'define a matter', {
    code: ['12、31 或 33 位事项编码', 'code of 12, 31 or 33 characters'],
    name: ['名称 {zh, en}', 'name {zh, en}'],
    kind: ['两位事项类型', 'kind, two digits'],
    legalBasis: ['设定依据 [{title, article}]', 'legal basis [{title, article}]'],
    from: ['实施日期', 'first day'],
    materials: [
      '申请材料 [{types, fields, legalForm, identityLevel}]',
      'materials [{types, fields, legalForm, identityLevel}]',
    ],
  }),
  act('matter', 'defineMany', 'matter define-many', '登记一批事项', 'define many matters at once', {
    rows: [
      '行 [{code, name, kind, legalBasis, from, materials}]，至多 500 行',
      'rows [{code, name, kind, legalBasis, from, materials}], 500 at most',
    ],
  }),
  act('matter', 'end', 'matter end', '取消事项', 'end a matter', { code: ['事项编码', 'code'] }),
  act('matter', 'map', 'matter map', '提出事项对应', 'propose that two matters are the same', {
    ...mapping,
    with: ['须一并接受的行政主体', 'the other authorities that are to accept'],
  }),
  act('matter', 'acceptMapping', 'matter accept-mapping', '接受事项对应', 'accept a mapping', {
    ...mapping,
    version: ['版本', 'version'],
  }),
  act('matter', 'endMapping', 'matter end-mapping', '终止事项对应', 'end a mapping', mapping),
  act(
    'matter',
    'reference',
    'matter reference',
    '导入外地清单的若干行',
    'keep rows of a foreign reference list',
    {
      rows: [
        '行 [{localCode, name, region, kind?, department?, source}]',
        'rows [{localCode, name, region, kind?, department?, source}]',
      ],
    },
  ),

  act('agreement', 'propose', 'agreement propose', '提出互认协议', 'propose an agreement', {
    ...agreementId,
    parties: ['签约成员', 'members that are parties'],
    ...terms,
  }),
  act('agreement', 'accept', 'agreement accept', '接受互认协议', 'accept an agreement', {
    ...agreementId,
    version: ['生效后的版本号', 'the version that comes into force'],
    'termsDigest?': ['条款摘要，接受变更时必填', 'digest of the terms, required for an amendment'],
  }),
  act('agreement', 'amend', 'agreement amend', '变更互认协议', 'amend an agreement', {
    ...agreementId,
    version: ['现行版本号', 'the version in force'],
    ...terms,
  }),
  act('agreement', 'withdraw', 'agreement withdraw', '退出互认协议', 'withdraw from an agreement', {
    ...agreementId,
    lastDay: ['最后适用日', 'last day on which it holds'],
  }),

  act('dispute', 'open', 'dispute open', '提出异议', 'dispute a licence or a verdict', {
    authority: ['存证主体', 'authority that anchored the licence'],
    root: ['Merkle 根', 'Merkle root'],
    leafHash: ['叶散列', 'leaf hash'],
    index: ['批内序号', 'index in the batch'],
    proof: ['包含证明', 'inclusion proof'],
    ground: [
      'content | status | not-issued | holder | competence | verdict',
      'content | status | not-issued | holder | competence | verdict',
    ],
    for: ['self（本部门）| holder（代持证主体）', 'self | holder'],
    'receipt?': ['所涉核验回执 {key, number, digest}', 'receipt of the verdict {key, number, digest}'],
    'document?': [
      '异议书与至少 128 位随机数一并计算的摘要',
      'digest over the written objection and at least 128 random bits',
    ],
  }),
  act('dispute', 'answer', 'dispute answer', '答复异议', 'answer a dispute, as issuer or its superior', {
    ...disputeName,
    outcome: ['upheld（成立）| rejected（不成立）', 'upheld | rejected'],
    decision: ['决定文号', 'number of the decision'],
  }),
  act('dispute', 'withdraw', 'dispute withdraw', '撤回异议', 'withdraw a dispute', disputeName),
  act('dispute', 'lapse', 'dispute lapse', '登记逾期未答复', 'record that no answer came', disputeName),

  act('case', 'open', 'case open', '受理一个办件', 'open a case', {
    ...caseId,
    matter: ['事项编码', 'code of the matter'],
    ...caseDocument,
  }),
  act('case', 'advance', 'case advance', '办件进入下一环节', 'take a case to its next step', {
    ...caseId,
    step: [
      'handling（承办）| reviewed（审核）| decided（决定）| closed（办结）',
      'handling | reviewed | decided | closed',
    ],
    ...caseDocument,
  }),
  act('case', 'nameParty', 'case name-party', '登记办件的第三人', 'name a third party of a case', {
    ...caseId,
    capacity: ['expert（专家）| interested（利害关系人）', 'expert | interested'],
    suite: ['ES256', 'ES256'],
    publicKey: [
      '其公钥，base64url；一把密钥只用于一个办件',
      'their public key, base64url; for this case alone',
    ],
    proof: ['其密钥持有证明', 'their proof of possession'],
    'until?': ['最后一日', 'last day'],
  }),
  act('case', 'withdrawParty', 'case withdraw-party', '终止第三人的参加', 'end the part of a third party', {
    ...caseId,
    ...keyId,
  }),
  act('case', 'add', 'case add', '向办件记入一条内容的摘要', 'add the digest of an entry to a case', {
    ...caseId,
    number: ['该作者的下一序号（1、2……）', 'next number of its author: 1, 2, …'],
    digest: ['内容与至少 128 位随机数一并计算的摘要', 'digest over the content and at least 128 random bits'],
    'by?': ['第三人的签名 {party, signature}', 'signature of a third party {party, signature}'],
  }),

  act('delegation', 'revoke', 'delegation revoke', '撤销委托授权', 'revoke a delegation', {
    secret: ['撤销密语，base64url', 'secret that revokes it, base64url'],
  }),

  act('group', 'propose', 'group propose', '提出协同组', 'propose a group', { ...groupId, ...groupRules }),
  act('group', 'accept', 'group accept', '接受协同组规则', 'accept the rules of a group', {
    ...groupId,
    version: ['生效后的版本号', 'the version that comes into force'],
    digest: ['所接受规则的摘要（见 huren group show）', 'digest of the rules (see huren group show)'],
  }),
  act('group', 'amend', 'group amend', '变更协同组规则', 'amend the rules of a group', {
    ...groupId,
    version: ['现行版本号', 'the version in force'],
    ...groupRules,
  }),
  act('group', 'leave', 'group leave', '本成员退出协同组', 'leave a group', groupId),
  act(
    'network-change',
    'open',
    'network-change open',
    '提交网络变更申请（成员运维另有 member 命令）',
    'open a request to change the network (operators use the member commands)',
    {
      ...changeProposal,
      kind: [
        'admit-member | remove-member | channel-update',
        'admit-member | remove-member | channel-update',
      ],
      member: ['所涉成员', 'member that it concerns'],
      'application?': ['申请文件，接纳成员时必填', 'the application, for an admission'],
      'note?': ['事由 {zh, en}，其他变更必填', 'what it is for {zh, en}, for every other change'],
      'nonce?': ['随机数，其他变更必填', 'a nonce, for every other change'],
    },
  ),
  act(
    'network-change',
    'approve',
    'network-change approve',
    '审批网络变更',
    'approve a change of the network',
    {
      change: ['申请编号', 'id of the request'],
      base: ['所依据的通道配置 {sequence, digest}', 'configuration that was signed on {sequence, digest}'],
      update: ['配置更新的摘要', 'digest of the update'],
      signature: ['管理员签名 {header, signature}', 'signature of the administrator {header, signature}'],
    },
  ),
  act(
    'network-change',
    'rebase',
    'network-change rebase',
    '在现行通道配置上重新开始审批',
    'begin anew on the present configuration',
    {
      change: ['申请编号', 'id of the request'],
      ...changeProposal,
    },
  ),
  act(
    'network-change',
    'cancel',
    'network-change cancel',
    '撤回尚未通过的网络变更申请',
    'take back a change that is not approved',
    { change: ['申请编号', 'id of the request'] },
  ),
  act(
    'network-change',
    'complete',
    'network-change complete',
    '办结网络变更',
    'say that a change is in force',
    {
      change: ['申请编号', 'id of the request'],
      sequence: ['更新后的通道配置序号', 'sequence of the channel with the update in force'],
    },
  ),
  act(
    'network-change',
    'show',
    'network-change show',
    '查看网络变更申请',
    'show a change, or which are open',
    {
      'change?': ['申请编号', 'id of the request'],
    },
  ),
];
