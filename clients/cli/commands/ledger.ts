import { instantFromMs } from '@huren/chaincode/domain';
import { columns } from '../columns';
import type { CommandEntry } from '../command';
import { bilingual } from '../language';
import { EXIT } from '../trouble';

export const ledgerCommands: readonly CommandEntry[] = [
  {
    path: ['ledger'],
    summary: bilingual('账本高度、区块散列与索引新旧', 'height and hash of the ledger, and age of the index'),
    async run(session) {
      const ledger = await session.publicClient().ledger();
      const label = (zh: string, en: string): string => session.say({ zh, en });
      session.show(ledger, () =>
        columns([
          [label('引擎', 'engine'), ledger.engine],
          [label('高度', 'height'), String(ledger.height)],
          [label('区块散列', 'hash'), ledger.hash],
          [label('区块时间', 'block time'), instantFromMs(ledger.time)],
          [label('索引距今', 'age of the index'), `${Math.round(ledger.ageMs / 1000)} s`],
          [label('就绪', 'ready'), ledger.ready ? label('是', 'yes') : label('否', 'no')],
        ]),
      );
      return EXIT.ok;
    },
  },
];
