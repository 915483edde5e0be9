import { type Bilingual, MalformedError, type Member } from '@huren/chaincode/domain';
import { HurenProblem, HurenUnreachable } from './problem';
import { type Fetch, Transport, type TransportOptions } from './transport';

/** Of one call, milliseconds. */
export const CALL_TIMEOUT_MS = 10_000;

/** What a wallet asks of gateways: its own, and others that stand on the ledger as its own knows it. */
export class WalletCalls {
  readonly transport: Transport;
  readonly #fetch: Fetch;

  constructor(options: TransportOptions) {
    this.transport = new Transport(options);
    this.#fetch = options.fetch ?? ((url, init) => fetch(url, init));
  }

  /** Address of the own gateway. */
  get home(): string {
    return this.transport.url;
  }

  async own<T>(path: string): Promise<T> {
    return (await this.transport.call({ method: 'GET', path, idempotent: true })).body as T;
  }

  /** A record of the own gateway's index; undefined where it has none. */
  async record<T>(kind: string, id: string): Promise<T | undefined> {
    try {
      return await this.own<T>(`/v1/${kind}/${encodeURIComponent(id)}`);
    } catch (error) {
      if (error instanceof HurenProblem && error.status === 404) return undefined;
      throw error;
    }
  }

  /** Every member on the ledger, as the own gateway knows it. */
  async members(): Promise<readonly Member[]> {
    return (await this.own<{ items: readonly Member[] }>('/v1/members?limit=200')).items;
  }

  /** @throws MalformedError not-a-member-address */
  async requireMember(address: string): Promise<void> {
    const isMember = (await this.members()).some(
      ({ state, gateway }) =>
        state === 'admitted' && gateway !== undefined && address.startsWith(`${gateway}/`),
    );
    if (!isMember) {
      throw new MalformedError('not-a-member-address', 'The address is no member’s gateway.', '');
    }
  }

  /** @throws HurenProblem for any answer but 2xx; HurenUnreachable when there was none */
  async call(url: string, init: RequestInit, ms = CALL_TIMEOUT_MS, signal?: AbortSignal): Promise<Response> {
    let response: Response;
    try {
      response = await this.#fetch(url, {
        ...init,
        redirect: 'error',
        credentials: 'omit',
        signal: AbortSignal.any([AbortSignal.timeout(ms), ...(signal === undefined ? [] : [signal])]),
      });
    } catch {
      throw new HurenUnreachable(url, 'network');
    }
    if (response.ok) return response;
    const body = (await response.json().catch(() => undefined)) as
      { code?: string; messages?: Bilingual } | undefined;
    const { code, messages } = body ?? {};
    if (code === undefined || messages === undefined) throw new HurenUnreachable(url, 'foreign');
    throw new HurenProblem(response.status, { code, messages });
  }
}
