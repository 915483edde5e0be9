import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ChainFinding } from '@huren/network';
import { FindingFile, findingFile, trustFolder } from '@huren/network/fabric';
import type { CommandEntry, OptionEntry } from '../command';
import type { Given } from '../given';
import { bilingual } from '../language';
import type { Session } from '../session';
import { EXIT, Trouble } from '../trouble';

const dataOption: OptionEntry = {
  flags: '--data <folder>',
  summary: bilingual(
    '网关的数据目录（默认 HUREN_DATA，否则 data）',
    'data folder of the gateway (default: HUREN_DATA, else data)',
  ),
};

/** Open findings of the gateways below the data folder, with the places of their evidence. */
function openFindings(
  session: Session,
  given: Given,
): readonly { readonly folder: string; readonly file: FindingFile; readonly finding: ChainFinding }[] {
  const data = resolve(given.text('data') ?? session.terminal.env['HUREN_DATA'] ?? 'data');
  const gateways = existsSync(data) ? readdirSync(data).filter((name) => name.startsWith('gateway-')) : [];
  return [data, ...gateways.map((name) => join(data, name))].flatMap((path) => {
    const folder = trustFolder(path);
    const file = findingFile(folder);
    const finding = file.open();
    return finding === undefined ? [] : [{ folder: join(folder, 'findings'), file, finding }];
  });
}

const nothing = bilingual('没有未确认的区块争议。', 'No dispute about a block is open.');

/** What a gateway found when members contradicted each other about a block, and how its operator closes that. */
export const findingCommands: readonly CommandEntry[] = [
  {
    path: ['network', 'finding'],
    summary: bilingual(
      '查看使索引停止的区块争议及其证据',
      'show the dispute about a block that stopped the index, and its evidence',
    ),
    options: [dataOption],
    notes: bilingual('退出码：0 没有争议，1 有争议。', 'Exit codes: 0 there is none; 1 there is one.'),
    run(session, given) {
      const open = openFindings(session, given);
      session.show(
        open.map(({ finding }) => finding),
        () => {
          if (open.length === 0) return [session.say(nothing)];
          return open.flatMap(({ folder, finding }) => [
            session.say(
              bilingual(
                `争议 ${finding.id}：区块 ${String(finding.block)}，${finding.code}，${finding.at}`,
                `finding ${finding.id}: block ${String(finding.block)}, ${finding.code}, ${finding.at}`,
              ),
            ),
            ...finding.accounts.flatMap(({ member, peer, hash, flags, fault, file }) => [
              `  ${member} ${peer}${fault === undefined ? '' : ` ${fault}`}`,
              `    hash ${hash ?? '?'}  flags ${flags ?? '?'}`,
              `    ${join(folder, file)}`,
            ]),
          ]);
        },
      );
      return Promise.resolve(open.length === 0 ? EXIT.ok : EXIT.refused);
    },
  },
  {
    path: ['network', 'acknowledge'],
    summary: bilingual(
      '确认一项已处理的区块争议；重启网关后索引继续',
      'acknowledge a settled dispute about a block; the index goes on once the gateway is restarted',
    ),
    arguments: [{ name: 'finding', summary: bilingual('争议编号', 'id of the finding') }],
    options: [dataOption],
    notes: bilingual(
      '确认不等于采信任何一方：网关会重新读取该区块，若说法仍不一致则再次停止。',
      'Acknowledging believes nobody: the gateway reads the block again and stops again if members still differ.',
    ),
    run(session, given) {
      const id = given.argument(0);
      if (!openFindings(session, given).some(({ file }) => file.acknowledge(id))) {
        throw new Trouble(EXIT.refused, 'unknown-finding', {
          zh: '没有这个编号的未确认争议，未作任何更改；请用 huren network finding 查看。',
          en: 'No open dispute has this id, so nothing was changed; see huren network finding.',
        });
      }
      session.show({ acknowledged: id }, () => [
        session.say(
          bilingual(
            '已确认；请重启网关。证据仍保留。',
            'Acknowledged; restart the gateway. The evidence is kept.',
          ),
        ),
      ]);
      return Promise.resolve(EXIT.ok);
    },
  },
];
