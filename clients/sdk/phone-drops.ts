import type { CryptoProvider, JsonObject } from '@huren/chaincode/domain';
import { type AnswerPlace, type DropPlace, dropLink, openText, readDropLink, sealText } from './drop';
import { type HandedOver, parseHandedOver } from './handed-over';
import { HurenProblem } from './problem';
import type { WalletCalls } from './wallet-calls';

/** What one phone leaves for another at a gateway, encrypted: only who has the link reads it. */
export class PhoneDrops {
  constructor(
    private readonly calls: WalletCalls,
    private readonly provider: CryptoProvider,
  ) {}

  /** Leaves licences for an agent's phone for a day: the link is for the agent alone. */
  async handOver(handed: HandedOver): Promise<{ readonly link: string; readonly expiresAt: string }> {
    const key = crypto.getRandomValues(new Uint8Array(32));
    const body = { sealed: await sealText(JSON.stringify(handed), key) };
    const path = '/v1/delegations/drops';
    const answer = await this.calls.transport.call({ method: 'POST', path, body, idempotent: false });
    const { code, expiresAt } = answer.body as { code: string; expiresAt: string };
    return { link: dropLink({ gateway: this.calls.home, code, key }), expiresAt };
  }

  /**
   * Fetches what a link leads to. It stays there for minutes more: once it is kept, `taken` deletes it.
   * @throws MalformedError not-a-delegation-link | not-a-member-address | wrong-key, those of parseHandedOver
   */
  async pickUp(link: string, ownKey: JsonObject): Promise<HandedOver> {
    return parseHandedOver(await this.#read(readDropLink(link)), ownKey, this.provider);
  }

  /** Has what a link led to deleted; may be repeated. @throws MalformedError not-a-delegation-link | not-a-member-address */
  async taken(link: string): Promise<void> {
    await this.#at(readDropLink(link), 'taken');
  }

  /** Leaves what is sealed already where another phone waits for it. @throws MalformedError not-a-member-address; HurenProblem */
  async leaveAt({ gateway, code }: AnswerPlace, sealed: string): Promise<void> {
    await this.calls.requireMember(`${gateway}/`);
    // A form, which browsers send to another origin without asking it first.
    const body = new URLSearchParams({ sealed, code });
    await this.calls.call(`${gateway}/v1/delegations/drops`, { method: 'POST', body });
  }

  /** What was left at a place, sealed; the place is then empty. Undefined as long as nothing lies there. */
  async collect(place: AnswerPlace): Promise<string | undefined> {
    try {
      const sealed = await this.#sealedAt(place);
      await this.#at(place, 'taken');
      return sealed;
    } catch (error) {
      if (error instanceof HurenProblem && error.status === 404) return undefined;
      throw error;
    }
  }

  async #read(place: DropPlace): Promise<string> {
    return openText(await this.#sealedAt(place), place.key);
  }

  async #sealedAt(place: AnswerPlace): Promise<string> {
    const { sealed } = (await (await this.#at(place, 'pick-up')).json()) as { sealed: string };
    return sealed;
  }

  /** From the gateway of a member on the ledger, and from nowhere else. */
  async #at({ gateway, code }: AnswerPlace, act: string): Promise<Response> {
    await this.calls.requireMember(`${gateway}/`);
    return this.calls.call(`${gateway}/v1/delegations/drops/${code}/${act}`, { method: 'POST' });
  }
}
