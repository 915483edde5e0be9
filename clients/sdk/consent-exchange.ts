import type { CryptoProvider } from '@huren/chaincode/domain';
import {
  type ConsentAsk,
  type ConsentReply,
  consentOf,
  newConsentAsk,
  readConsentReply,
} from './co-holder-consent';
import type { CredentialFile } from './credential-file';
import type { HolderKey } from './holder';
import { type JudgedRequest, requireOpen } from './judged-request';
import type { PhoneDrops } from './phone-drops';

const pollMs = 1500;

/**
 * Consent from one holder's phone to another's: asked by a link, answered through a drop that the gateway cannot read.
 * Each phone judges the counter's request by itself.
 */
export class ConsentExchange {
  constructor(
    private readonly home: string,
    private readonly drops: PhoneDrops,
    private readonly provider: CryptoProvider,
    private readonly now: () => number,
  ) {}

  /** What this phone shows to another holder's, as a link: an address to answer at, for one request. */
  ask({ requestUri }: JudgedRequest, key: HolderKey, file: CredentialFile): ConsentAsk {
    return newConsentAsk(this.home, requestUri, key, file, this.provider);
  }

  /**
   * Waits until the other holder answers, at most as long as the request lives.
   * @returns undefined once it has expired or `signal` says so
   * @throws MalformedError those of readConsentReply, wrong-key; HurenProblem, HurenUnreachable
   */
  async answered(
    ask: ConsentAsk,
    { request }: JudgedRequest,
    file: CredentialFile,
    signal: AbortSignal,
  ): Promise<ConsentReply | undefined> {
    while (!signal.aborted && this.now() < request.exp * 1000) {
      const text = await this.drops.collect(ask.place);
      if (text !== undefined) {
        return readConsentReply(text, ask, request, file, { nowMs: this.now(), provider: this.provider });
      }
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
    return undefined;
  }

  /**
   * As the other holder: consents, and sends the own fields along. An answer is taken once.
   * @throws MalformedError those of consentOf, request-not-trusted, request-expired; HurenProblem, HurenUnreachable
   */
  async give(ask: ConsentAsk, judged: JudgedRequest, key: HolderKey, file: CredentialFile): Promise<void> {
    requireOpen(judged, this.now());
    const iat = Math.floor(this.now() / 1000);
    const given = await consentOf(ask, judged, key, file, { iat, provider: this.provider });
    await this.drops.leaveAt(ask.place, JSON.stringify({ v: 1, given }));
  }

  /** As the other holder: declines; the phone that asked learns it. */
  async refuse({ place }: ConsentAsk): Promise<void> {
    await this.drops.leaveAt(place, JSON.stringify({ v: 1, refused: true }));
  }
}
