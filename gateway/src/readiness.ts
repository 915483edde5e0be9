import type { Bilingual } from '@huren/chaincode/domain';
import type { Context } from './context';

/** Why a gateway should get no work now. `code` is stable. */
export interface NotReady {
  readonly code:
    | 'index-broken'
    | 'index-stopped'
    | 'index-behind'
    | 'ledger-not-acknowledging'
    | 'no-receipt-key'
    | 'receipts-failed'
    | 'receipts-behind'
    | 'presentations-failed'
    | 'library-failed'
    | 'shutting-down';
  readonly messages: Bilingual;
}

const MESSAGES: Readonly<Record<NotReady['code'], Bilingual>> = {
  'index-broken': {
    zh: '区块与索引不衔接，索引已停止；请检查账本后重启网关。',
    en: 'The blocks do not continue the index, which has stopped; check the ledger and restart the gateway.',
  },
  'index-stopped': { zh: '索引未在跟随账本。', en: 'The index does not follow the ledger.' },
  'index-behind': { zh: '索引正在追赶账本。', en: 'The index is still catching up with the ledger.' },
  'ledger-not-acknowledging': { zh: '账本暂不确认写入。', en: 'The ledger acknowledges no writes now.' },
  'no-receipt-key': {
    zh: '密钥文件夹中没有本成员已登记且有效的回执密钥。',
    en: 'The key folder holds no registered, active receipt key of this member.',
  },
  'receipts-failed': { zh: '回执日志无法写入磁盘。', en: 'The receipt log cannot write to its disk.' },
  'receipts-behind': {
    zh: '回执日志缺少账本上已存证的回执，可能是旧备份；请恢复最新的回执目录或登记新的回执密钥。',
    en: 'The receipt log lacks a receipt that the ledger has anchored, as an old copy would; restore the newest receipts folder or register a new receipt key.',
  },
  'presentations-failed': {
    zh: '亮证请求无法写入磁盘。',
    en: 'Presentation requests cannot be written to the disk.',
  },
  'library-failed': { zh: '证照库无法写入磁盘。', en: 'The licence library cannot write to its disk.' },
  'shutting-down': { zh: '网关正在停止。', en: 'The gateway is stopping.' },
};

/** Empty when the gateway is ready for all its work. */
export async function readiness(context: Context): Promise<readonly NotReady[]> {
  const { feed, ledger, index } = context;
  const codes: NotReady['code'][] = [];
  if (context.draining()) codes.push('shutting-down');
  if (feed.state === 'broken') codes.push('index-broken');
  else if (feed.state !== 'following') codes.push('index-stopped');
  else if (index.head.height < (await ledger.height())) codes.push('index-behind');
  if (!(await ledger.health()).ready) codes.push('ledger-not-acknowledging');
  const receiptKey = context.receiptKey();
  if (receiptKey === undefined) codes.push('no-receipt-key');
  // A storage that failed is tried again when somebody asks: with room on the disk it comes back by itself.
  if (!(await context.receipts.probe())) codes.push('receipts-failed');
  else if (receiptKey !== undefined && !context.receipts.continuesLedger(receiptKey)) {
    codes.push('receipts-behind');
  }
  if (!(await context.presentations.probe())) codes.push('presentations-failed');
  if (!(await context.library.probe())) codes.push('library-failed');
  return codes.map((code) => ({ code, messages: MESSAGES[code] }));
}
