import type { TrustFile } from '../../sdk';
import { columns } from '../columns';
import type { CommandEntry } from '../command';
import type { Given } from '../given';
import { bilingual } from '../language';
import { writeOut } from '../output-file';
import type { Session } from '../session';
import { digestOf, readTrustFile, trustOptions } from '../trust-file';
import { EXIT, type ExitCode } from '../trouble';

export const trustCommands: readonly CommandEntry[] = [
  {
    path: ['trust', 'export'],
    summary: bilingual(
      '从网关导出信任文件，供离线核验',
      "export the network's trust file, to verify offline",
    ),
    options: [
      {
        flags: '--out <file>',
        summary: bilingual('写入该文件（默认标准输出）', 'write it to this file (default: stdout)'),
      },
    ],
    notes: bilingual(
      '请从另一渠道核对所示摘要，此后用 --pin 固定。',
      'Compare the digest that is shown over another channel, then pin it by --pin.',
    ),
    run: exportTrust,
  },
  {
    path: ['trust', 'show'],
    summary: bilingual('查看信任文件', 'show what a trust file holds'),
    arguments: [{ name: 'file', summary: bilingual('信任文件', 'trust file') }],
    options: trustOptions.slice(1),
    async run(session, given) {
      const trust = await readTrustFile(session, given, given.argument(0));
      const summary = summaryOf(trust);
      session.show(summary, () => summaryLines(session, summary));
      return EXIT.ok;
    },
  },
];

async function exportTrust(session: Session, given: Given): Promise<ExitCode> {
  const trust = await session.publicClient().trust();
  const text = `${JSON.stringify(trust)}\n`;
  const digest = digestOf(trust);
  const out = given.text('out');
  if (out === undefined) {
    session.terminal.out(text);
    session.note({ zh: `摘要：${digest}`, en: `digest: ${digest}` });
    return EXIT.ok;
  }
  await writeOut(out, text);
  session.show({ file: out, digest, height: trust.body.head.height }, () => [
    session.say({
      zh: `信任文件已写入 ${out}，账本高度 ${trust.body.head.height}。`,
      en: `The trust file was written to ${out}, at ledger height ${trust.body.head.height}.`,
    }),
    session.say({ zh: `摘要：${digest}`, en: `digest: ${digest}` }),
  ]);
  return EXIT.ok;
}

interface TrustSummary {
  readonly digest: string;
  readonly member: string;
  readonly exportedAt: string;
  readonly height: number;
  readonly blockHash: string;
  /** Records by kind. */
  readonly records: Readonly<Record<string, number>>;
}

function summaryOf(trust: TrustFile): TrustSummary {
  const { member, exportedAt, head, records } = trust.body;
  const counts: Record<string, number> = {};
  for (const key of Object.keys(records)) {
    const kind = key.slice(0, key.indexOf('/'));
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return {
    digest: digestOf(trust),
    member,
    exportedAt,
    height: head.height,
    blockHash: head.hash,
    records: counts,
  };
}

function summaryLines(session: Session, summary: TrustSummary): readonly string[] {
  const say = (zh: string, en: string): string => session.say({ zh, en });
  return columns([
    [say('摘要', 'digest'), summary.digest],
    [say('导出成员', 'exported by'), summary.member],
    [say('导出时间', 'exported at'), summary.exportedAt],
    [say('账本高度', 'ledger height'), String(summary.height)],
    [say('区块散列', 'block hash'), summary.blockHash],
    ...Object.entries(summary.records).map(([kind, count]) => [kind, String(count)]),
  ]);
}
