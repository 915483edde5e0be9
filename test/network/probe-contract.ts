import { Context, Contract } from 'fabric-contract-api';

/** What the probe's functions take, as JSON. */
interface ProbeArgument {
  readonly key?: string;
  readonly value?: string;
  readonly start?: string;
  readonly end?: string;
  readonly bookmark?: string;
  readonly pageSize?: number;
}

/** A contract that exercises the engine's parts one by one; no network installs it. */
export class ProbeContract extends Contract {
  constructor() {
    super('probe');
  }

  async put(ctx: Context, argument: string): Promise<string> {
    const { key = '', value = '' } = read(argument);
    await ctx.stub.putState(key, Buffer.from(value));
    return JSON.stringify({ key });
  }

  async putBytes(ctx: Context, argument: string): Promise<void> {
    await ctx.stub.putState('bytes', Buffer.from(read(argument).value ?? '', 'hex'));
  }

  async remove(ctx: Context, argument: string): Promise<void> {
    await ctx.stub.deleteState(read(argument).key ?? '');
  }

  async get(ctx: Context, argument: string): Promise<string> {
    return (await ctx.stub.getState(read(argument).key ?? '')).toString();
  }

  /** Reads a counter and writes it one higher. */
  async add(ctx: Context, argument: string): Promise<string> {
    const { key = '' } = read(argument);
    const next = String(Number((await ctx.stub.getState(key)).toString() || '0') + 1);
    await ctx.stub.putState(key, Buffer.from(next));
    return next;
  }

  /** Answers what it reads after its own write. */
  async writeThenRead(ctx: Context, argument: string): Promise<string> {
    const { key = '', value = '' } = read(argument);
    await ctx.stub.putState(key, Buffer.from(value));
    return (await ctx.stub.getState(key)).toString();
  }

  /** Writes several keys in another order than theirs, one of them twice. */
  async scatter(ctx: Context, argument: string): Promise<void> {
    const { value = '' } = read(argument);
    for (const key of ['z', '\u{10000}', 'a', '\uffee', 'm'])
      await ctx.stub.putState(key, Buffer.from(value));
    await ctx.stub.putState('a', Buffer.from(`${value} again`));
  }

  async list(ctx: Context, argument: string): Promise<string> {
    const { start = '', end = '' } = read(argument);
    const keys: string[] = [];
    for await (const { key } of ctx.stub.getStateByRange(start, end)) keys.push(key);
    return JSON.stringify(keys);
  }

  async page(ctx: Context, argument: string): Promise<string> {
    const { start = '', end = '', pageSize = 10, bookmark = '' } = read(argument);
    const { iterator, metadata } = await ctx.stub.getStateByRangeWithPagination(
      start,
      end,
      pageSize,
      bookmark,
    );
    const keys: string[] = [];
    for (let next = await iterator.next(); !next.done; next = await iterator.next())
      keys.push(next.value.key);
    await iterator.close();
    return JSON.stringify({ keys, ...metadata });
  }

  /** Writes how many keys the range holds. */
  async countRange(ctx: Context, argument: string): Promise<void> {
    const { key = '', start = '', end = '' } = read(argument);
    let count = 0;
    for await (const { key: found } of ctx.stub.getStateByRange(start, end)) count += found === key ? 0 : 1;
    await ctx.stub.putState(key, Buffer.from(String(count)));
  }

  /** Writes the first key of the range and leaves the rest unread. */
  async takeFirst(ctx: Context, argument: string): Promise<void> {
    const { key = '', start = '', end = '' } = read(argument);
    const iterator = await ctx.stub.getStateByRange(start, end);
    const first = await iterator.next();
    await iterator.close();
    await ctx.stub.putState(key, Buffer.from(first.done ? '-' : first.value.key));
  }

  async history(ctx: Context, argument: string): Promise<string> {
    const changes: unknown[] = [];
    for await (const change of ctx.stub.getHistoryForKey(read(argument).key ?? '')) {
      changes.push({
        value: Buffer.from(change.value).toString(),
        isDelete: change.isDelete,
        txId: change.txId,
      });
    }
    return JSON.stringify(changes);
  }

  async setPolicy(ctx: Context, argument: string): Promise<void> {
    const { key = '', value = '' } = read(argument);
    await ctx.stub.setStateValidationParameter(key, Buffer.from(value));
  }

  async getPolicy(ctx: Context, argument: string): Promise<string> {
    const policy = (await ctx.stub.getStateValidationParameter(read(argument).key ?? '')) as
      Uint8Array | undefined;
    return policy === undefined ? '' : Buffer.from(policy).toString();
  }

  async composite(ctx: Context, argument: string): Promise<string> {
    const { key = '', value = '' } = read(argument);
    await ctx.stub.putState(ctx.stub.createCompositeKey('licence', [key, 'leaf']), Buffer.from(value));
    const found: string[] = [];
    for await (const entry of ctx.stub.getStateByPartialCompositeKey('licence', [key])) {
      found.push(Buffer.from(entry.value).toString());
    }
    return JSON.stringify(found);
  }

  async event(ctx: Context, argument: string): Promise<void> {
    await ctx.stub.putState('event', Buffer.from(argument));
    ctx.stub.setEvent('Probed', Buffer.from(argument));
  }

  whoAmI(ctx: Context, argument: string): string {
    const { clientIdentity, stub } = ctx;
    return JSON.stringify({
      mspId: clientIdentity.getMSPID(),
      authority: clientIdentity.getAttributeValue('huren.authority'),
      transactionId: stub.getTxID(),
      channelId: stub.getChannelID(),
      time: stub.getDateTimestamp().toISOString(),
      argument,
    });
  }

  refuse(_ctx: Context, argument: string): void {
    throw new Error(`HUREN.NOT_TODAY ${argument}`);
  }

  async writeThenRefuse(ctx: Context, argument: string): Promise<void> {
    await ctx.stub.putState(read(argument).key ?? '', Buffer.from('never'));
    throw new Error('HUREN.NOT_TODAY {}');
  }

  bug(ctx: Context, argument: string): string {
    return (
      (ctx as unknown as Record<string, { readonly secret: string }>)[argument]?.secret.toUpperCase() ??
      explode()
    );
  }

  async privateData(ctx: Context, argument: string): Promise<void> {
    await ctx.stub.putPrivateData('collection', 'key', Buffer.from(argument));
  }

  async richQuery(ctx: Context, argument: string): Promise<void> {
    await ctx.stub.getQueryResult(argument);
  }

  /** Goes on writing after it has answered. */
  lateWrite(ctx: Context, argument: string): void {
    const { key = '' } = read(argument);
    setTimeout(() => {
      ctx.stub.putState(key, Buffer.from('late')).catch(() => undefined);
    }, 1);
  }

  two(_ctx: Context, first: string, second: string): string {
    return first + second;
  }
}

function read(argument: string): ProbeArgument {
  return JSON.parse(argument) as ProbeArgument;
}

function explode(): never {
  throw new TypeError('secret 身份证 text inside a bug');
}
