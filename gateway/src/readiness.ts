import type { Bilingual } from '@huren/chaincode/domain';
import { LedgerDisputed, type ChainFinding, type LedgerHealth } from '@huren/network';
import type { Context } from './context';

/** Why a gateway should get no work now. `code` is stable. */
export interface NotReady {
  readonly code:
    | 'index-broken'
    | 'ledger-disputed'
    | 'members-awaited'
    | 'index-stopped'
    | 'index-behind'
    | 'ledger-not-acknowledging'
    | 'no-receipt-key'
    | 'receipts-failed'
    | 'receipts-behind'
    | 'presentations-failed'
    | 'uses-failed'
    | 'library-failed'
    | 'shutting-down';
  readonly messages: Bilingual;
}

/** Reasons that name nothing; the others have their words below. */
const MESSAGES: Readonly<
  Record<Exclude<NotReady['code'], 'ledger-disputed' | 'members-awaited'>, Bilingual>
> = {
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
  'uses-failed': {
    zh: '代办人用证记录无法写入磁盘。',
    en: 'Uses by agents cannot be written to the disk.',
  },
  'library-failed': { zh: '证照库无法写入磁盘。', en: 'The licence library cannot write to its disk.' },
  'shutting-down': { zh: '网关正在停止。', en: 'The gateway is stopping.' },
};

function disputed({ id, code, block, accounts }: ChainFinding): NotReady {
  const members = [...new Set(accounts.map(({ member }) => member))].join(', ');
  const at = String(block);
  return {
    code: 'ledger-disputed',
    messages: {
      zh: `区块 ${at} 未能核实（${code}；涉及 ${members}），索引已停止，重启也不会继续。请查看证据（huren network finding），与有关成员核对处理后，以编号 ${id} 确认（huren network acknowledge），再重启网关。`,
      en: `Block ${at} could not be verified (${code}; ${members}): the index has stopped and stays so over restarts. Look at the evidence (huren network finding), settle it with those members, acknowledge it by its id ${id} (huren network acknowledge), then restart the gateway.`,
    },
  };
}

function awaiting(members: readonly string[]): NotReady {
  const names = members.join(', ');
  return {
    code: 'members-awaited',
    messages: {
      zh: `正在等待其他成员的节点给出同一区块：${names}。足够的成员答复后自动继续。`,
      en: `The next block waits for the word of other members' peers: ${names}. It goes on by itself once enough of them answer.`,
    },
  };
}

/** Empty when the gateway is ready for all its work. */
export async function readiness(context: Context): Promise<readonly NotReady[]> {
  const { feed, ledger, index } = context;
  const reasons: NotReady[] = [];
  const add = (code: keyof typeof MESSAGES): void => {
    reasons.push({ code, messages: MESSAGES[code] });
  };
  if (context.draining()) add('shutting-down');
  // A ledger that cannot be reached says so by its health; its height is not known then.
  const height = await ledger.height().catch(() => 0);
  if (feed.finding instanceof LedgerDisputed) reasons.push(disputed(feed.finding.finding));
  else if (feed.state === 'broken') add('index-broken');
  else if (feed.state !== 'following') add('index-stopped');
  else if (index.head.height < height) add('index-behind');
  const health: LedgerHealth = await ledger.health();
  if (!health.ready) add('ledger-not-acknowledging');
  if (health.awaited !== undefined && health.awaited.length > 0) reasons.push(awaiting(health.awaited));
  const receiptKey = context.receiptKey();
  if (receiptKey === undefined) add('no-receipt-key');
  // A storage that failed is tried again when somebody asks: with room on the disk it comes back by itself.
  if (!(await context.receipts.probe())) add('receipts-failed');
  else if (receiptKey !== undefined && !context.receipts.continuesLedger(receiptKey)) add('receipts-behind');
  if (!(await context.presentations.probe())) add('presentations-failed');
  if (!(await context.agentUses.store.probe())) add('uses-failed');
  if (!(await context.library.probe())) add('library-failed');
  return reasons;
}
