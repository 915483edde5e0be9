import {
  type Approval,
  type Clause,
  dayOfMs,
  type Explanation,
  type JsonValue,
  MalformedError,
  proposeArgument,
} from '@huren/chaincode/domain';
import { parseDocument } from 'yaml';
import { provenanceWords, verdictWords } from '../../sdk';
import type { CommandEntry } from '../command';
import type { Given } from '../given';
import { readText, strictJson } from '../input-file';
import { bilingual } from '../language';
import { writeOut } from '../output-file';
import type { Session } from '../session';
import { EXIT, type ExitCode, malformed, usage } from '../trouble';
import { checkLines } from './contradictions';

const maxDraftBytes = 1024 * 1024;

/** The form of an agreement: filled in, it is what `huren agreement draft` reads. */
const FORM = `# 互认协议起草表 / form of an agreement
id: nenjiang-9                      # 协议编号 / id
parties: ["230200", "220800"]       # 签约成员 / members that are parties
terms:
  title: 嫩江流域电子证照互认协议
  text:                             # 已签署文本 / the signed text
    digest: ""                      # 文本的 SHA-256，base64url / its SHA-256, base64url
    filing: ""                      # 备案文号 / filing number
    publication: ""                 # 公布网址 / where it is published
  from: "2026-01-01"                # 起始日期 / first day
  clauses:
    - id: "1"
      types: []                     # 21 位证照类型代码，或 "*" / licence types, or "*"
      issuingRegions: ["230200"]
      receivingRegions: ["220800"]
      matters: "*"                  # 12 位基本编码，或 "*" / basic codes, or "*"
      effect: accept                # accept | review | refuse
      conditions: {}                # legalForm, identityLevel, provenance, inspection, maxIndexAgeMs
  coverage: []                      # 全部存证的类型与地区 / where every licence is anchored: {types, region, since}
`;

export const agreementCommands: readonly CommandEntry[] = [
  {
    path: ['agreement', 'draft'],
    summary: bilingual(
      '由 YAML 或 JSON 表起草协议，检查格式与矛盾',
      'draft an agreement from a YAML or JSON form and check it',
    ),
    arguments: [
      {
        name: 'file',
        optional: true,
        summary: bilingual('填好的表；不给则显示空表', 'the form; without it an empty one is shown'),
      },
    ],
    options: [
      {
        flags: '--out <file>',
        summary: bilingual(
          '写出参数文件，供 huren agreement propose --file 使用',
          'write the argument for huren agreement propose --file',
        ),
      },
    ],
    run: draft,
  },
  {
    path: ['agreement', 'check'],
    summary: bilingual(
      '检查待接受的协议是否与其他协议矛盾',
      'whether an agreement that waits contradicts others',
    ),
    arguments: [{ name: 'id', summary: bilingual('协议编号', 'id of the agreement') }],
    notes: bilingual('退出码：0 无矛盾，4 有矛盾。', 'Exit codes: 0 nothing contradicts, 4 something does.'),
    async run(session, given): Promise<ExitCode> {
      const check = await session.publicClient().checkAgreement({ id: given.argument(0) });
      session.show(check, () => checkLines(session, check));
      return check.contradictions.length === 0 ? EXIT.ok : EXIT.review;
    },
  },
  {
    path: ['agreement', 'explain'],
    summary: bilingual(
      '说明某类证照在某地采信的依据，或还缺什么、谁能办',
      'on whose word licences are accepted there, or what is missing',
    ),
    options: [
      { flags: '--type <code>', required: true, summary: bilingual('证照类型代码', 'licence type code') },
      { flags: '--from <region>', required: true, summary: bilingual('发证地区', 'issuing region') },
      { flags: '--to <region>', required: true, summary: bilingual('用证地区', 'receiving region') },
      {
        flags: '--matter <code>',
        required: true,
        summary: bilingual(
          '事项编码，或用证地区的本地编码',
          'matter code, or a local code of the receiving region',
        ),
      },
      {
        flags: '--list <authority>',
        summary: bilingual('本地编码所属清单的持有部门', 'of a local code: who keeps the list meant'),
      },
      { flags: '--on <day>', summary: bilingual('日期（默认今天）', 'day (default: today)') },
    ],
    notes: bilingual(
      '退出码：0 有依据，1 条款拒绝，4 人工核验或无依据。',
      'Exit codes: 0 there is a ground, 1 a clause refuses, 4 review or no ground.',
    ),
    run: explain,
  },
];

async function draft(session: Session, given: Given): Promise<ExitCode> {
  const path = given.optionalArgument(0);
  if (path === undefined) {
    session.terminal.out(FORM);
    return EXIT.ok;
  }
  const argument = readForm(await readText(session.terminal, path, maxDraftBytes), path);
  const out = given.text('out');
  if (out !== undefined) await writeOut(out, `${JSON.stringify(argument, null, 2)}\n`);
  const { id, terms } = argument;
  const check = await session.publicClient().checkAgreement({ id, terms });
  session.show({ argument, ...check }, () => checkLines(session, check));
  return check.contradictions.length === 0 ? EXIT.ok : EXIT.review;
}

/** A form as the ledger takes it; YAML with one spelling for each value only. @throws Trouble */
function readForm(text: string, path: string) {
  const value = /^\s*\{/.test(text) ? strictJson(text, path) : yamlValue(text, path);
  try {
    return proposeArgument(value, '');
  } catch (error) {
    throw error instanceof MalformedError
      ? malformed(error, `${path} 的协议`, `The agreement in ${path}`)
      : error;
  }
}

function yamlValue(text: string, path: string): JsonValue {
  const document = parseDocument(text, { uniqueKeys: true, version: '1.2', strict: true });
  const [fault] = document.errors;
  if (fault !== undefined) {
    const line = String(fault.linePos?.[0].line ?? '?');
    throw usage(
      'bad-yaml',
      `${path} 第 ${line} 行不是 YAML，未作办理；请改正后重试。`,
      `${path} is no YAML at line ${line}, so nothing was done; correct it and try again.`,
    );
  }
  try {
    return document.toJS({ maxAliasCount: 0 }) as JsonValue;
  } catch {
    throw usage(
      'yaml-alias',
      `${path} 使用了引用（& 或 *），未作办理；请把每个值写全。`,
      `${path} uses anchors (& or *), so nothing was done; write each value out.`,
    );
  }
}

async function explain(session: Session, given: Given): Promise<ExitCode> {
  const on = given.text('on');
  const list = given.text('list');
  const explanation = await session.publicClient().explain({
    type: given.text('type') ?? '',
    from: given.text('from') ?? '',
    to: given.text('to') ?? '',
    matter: given.text('matter') ?? '',
    ...(list !== undefined && { list }),
    ...(on !== undefined && { on }),
  });
  session.show(explanation, () => explanationLines(session, explanation));
  if (explanation.answer === 'refuse') return EXIT.refused;
  return explanation.answer === 'review' || explanation.answer === 'not-covered' ? EXIT.review : EXIT.ok;
}

const ANSWERS = {
  'own-region': bilingual('同一成员之内，无须互认依据', 'within one member: no agreement is needed'),
  law: bilingual('依据法律，应当采信', 'by law'),
  'national-list': bilingual('依据全国清单，应当采信', 'by a national list'),
  accept: bilingual('依据协议条款，应当采信', 'accepted by a clause'),
  review: bilingual('协议条款要求人工核验', 'a clause asks for review'),
  refuse: bilingual('协议条款点名不予采信', 'a clause refuses it by name'),
  'not-covered': bilingual('没有依据', 'no ground'),
} as const;

const AUTHORITY_STATES = {
  registered: bilingual('该日尚未核准', 'not approved on that day'),
  active: bilingual('正常', 'active'),
  suspended: bilingual('该日已暂停', 'suspended on that day'),
  abolished: bilingual('该日已撤销', 'abolished on that day'),
} as const;

/** What a licence must also satisfy for the clause, one line each; nothing where it asks for nothing. */
function conditionLines(session: Session, conditions: Clause['conditions']): readonly string[] {
  const { legalForm, identityLevel, provenance, inspection, maxIndexAgeMs } = conditions;
  const lines = [
    legalForm && bilingual('版式文件', 'the page form'),
    identityLevel === undefined
      ? undefined
      : bilingual(
          `身份核验等级不低于 ${String(identityLevel)}`,
          `identity level ${String(identityLevel)} or higher`,
        ),
    provenance &&
      bilingual(
        `来源为 ${provenance.map((each) => provenanceWords[each].zh).join('、')}`,
        `provenance: ${provenance.map((each) => provenanceWords[each].en).join(' or ')}`,
      ),
    inspection && bilingual('年审有效', 'a current yearly inspection'),
    maxIndexAgeMs === undefined
      ? undefined
      : bilingual(
          `索引不早于 ${String(maxIndexAgeMs / 60_000)} 分钟前`,
          `an index no older than ${String(maxIndexAgeMs / 60_000)} minutes`,
        ),
  ];
  return lines.flatMap((line) =>
    line === undefined ? [] : [`  ${session.say(bilingual('条件', 'condition'))}: ${session.say(line)}`],
  );
}

function explanationLines(session: Session, told: Explanation): readonly string[] {
  const { type, from, to, matter, on, answer, local } = told;
  const at = ({ by, position, time }: Approval): string =>
    `${by} @ ${String(position.block)}/${String(position.tx)} ${dayOfMs(time)}`;
  return [
    `${type}  ${from} → ${to}  ${matter}  ${on}: ${session.say(ANSWERS[answer])}`,
    ...(local === undefined
      ? []
      : [
          `${session.say({ zh: '本地编码', en: 'local code' })} ${local.code} (${local.list}) = ${local.basic}`,
        ]),
    ...told.clauses.flatMap(({ agreement, version, title, text, clause, acceptances }) => [
      session.say({
        zh: `条款：${agreement} v${version} 第 ${clause.id} 条（${verdictWords[clause.effect].zh}），${title}，${text.filing}`,
        en: `clause: ${agreement} v${version} clause ${clause.id} (${clause.effect}), ${title}, ${text.filing}`,
      }),
      ...conditionLines(session, clause.conditions),
      ...acceptances.map((each) => `  ${session.say({ zh: '接受', en: 'accepted by' })} ${at(each)}`),
    ]),
    ...told.bases.map(({ title, article, source }) => `${title} ${article}  ${source.publication}`),
    ...told.mappings.flatMap((mapping) => [
      `${session.say({ zh: '事项对应', en: 'mapping' })} ${mapping.from} = ${mapping.to}`,
      ...mapping.accepted.map((each) => `  ${session.say({ zh: '接受', en: 'accepted by' })} ${at(each)}`),
    ]),
    ...told.issuers.map(({ authority, name, state, standing, by, superior, filing, granted }) => {
      const position = `${String(granted.position.block)}/${String(granted.position.tx)}`;
      const now = state === 'active' ? '' : `, ${session.say(AUTHORITY_STATES[state])}`;
      const grantor = by === undefined ? '' : ` ${superior === undefined ? by : session.say(superior)}`;
      const how =
        standing === 'approved'
          ? { zh: `由${grantor} 批准`, en: `approved by${grantor}` }
          : { zh: '由成员见证（未经主管部门审核）', en: 'witnessed by the members only' };
      return `${session.say({ zh: '发证职权', en: 'competence' })} ${authority} ${session.say(name)}: ${session.say(how)}, ${filing.reference} @ ${position}${now}`;
    }),
    ...told.missing.map(
      ({ sentence }) => `${session.say({ zh: '缺', en: 'missing' })}: ${session.say(sentence)}`,
    ),
  ];
}
