import { signatureOf } from '../gateway/client';
import type { Sent } from './answer-class';
import { type HostileWorld, sendTo } from './hostile-world';

/** A transaction over HTTP with the caller's own signature; the argument is JSON text and need not be good. */
export interface Attempt {
  readonly who: string;
  readonly contract: string;
  readonly fn: string;
  readonly argument: string;
  /** Gateway to use; the certificate's member is judged by the ledger. */
  readonly url?: string;
}

const OPEN = {} as const;

export async function prepare(world: HostileWorld, attempt: Attempt): Promise<Sent> {
  const { who, contract, fn, argument, url = world.world.issuingUrl } = attempt;
  const certificate = JSON.stringify(world.world.identity(who).certificate);
  const names = `"contract":${JSON.stringify(contract)},"function":${JSON.stringify(fn)}`;
  const body = `{${names},"argument":${argument},"certificate":${certificate}}`;
  return sendTo(`${url}/v1/transactions/prepare`, body, OPEN);
}

/** Prepares and signs until it is committed or refused. What is refused has changed nothing. */
export async function transact(world: HostileWorld, attempt: Attempt): Promise<Sent> {
  const { ledger } = world.world;
  const height = await ledger.height();
  const url = attempt.url ?? world.world.issuingUrl;
  let sent = await prepare(world, attempt);
  while (sent.status === 201 || sent.status === 202) {
    const { id, bytes } = sent.body as { id: string; bytes: string };
    const signature = signatureOf(world.world.identity(attempt.who), bytes);
    sent = await sendTo(`${url}/v1/transactions`, { id, signature }, OPEN);
  }
  if (sent.status >= 400 && (await ledger.height()) !== height)
    throw new Error('a refused transaction was written');
  return sent;
}
