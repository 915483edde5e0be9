import { type CryptoProvider, MalformedError, signRefusal } from '@huren/chaincode/domain';
import { type ConsentReply, consentOf, readConsentReply } from './co-holder-consent';
import {
  answerContext,
  type ConsentAsk,
  newConsentAsk,
  type OpenConsentAsk,
  requireAsker,
} from './consent-ask';
import type { CredentialFile } from './credential-file';
import type { HolderKey } from './holder';
import { type JudgedRequest, requireOpen } from './judged-request';
import type { PhoneDrops } from './phone-drops';
import { openSealed, sealFor } from './sealed-answer';

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
  ask({ requestUri }: JudgedRequest, key: HolderKey, file: CredentialFile): Promise<OpenConsentAsk> {
    return newConsentAsk(this.home, requestUri, key, file, this.provider);
  }

  /**
   * Waits until the other holder answers, at most as long as the request lives.
   * @returns undefined once it has expired or `signal` says so
   * @throws MalformedError those of readConsentReply, wrong-key; HurenProblem, HurenUnreachable
   */
  async answered(
    ask: OpenConsentAsk,
    { request }: JudgedRequest,
    file: CredentialFile,
    signal: AbortSignal,
  ): Promise<ConsentReply | undefined> {
    while (!signal.aborted && this.now() < request.exp * 1000) {
      const sealed = await this.drops.collect(ask.place);
      if (sealed !== undefined) {
        const text = await openSealed(sealed, ask.opener, answerContext(ask));
        return readConsentReply(text, ask, request, file, { nowMs: this.now(), provider: this.provider });
      }
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
    return undefined;
  }

  /**
   * As the other holder: consents, and sends the own fields along. An answer is taken once.
   * @throws MalformedError those of consentOf, another-request, request-not-trusted, request-expired; HurenProblem,
   * HurenUnreachable
   */
  async give(ask: ConsentAsk, judged: JudgedRequest, key: HolderKey, file: CredentialFile): Promise<void> {
    requireNamed(ask, judged);
    requireOpen(judged, this.now());
    const iat = Math.floor(this.now() / 1000);
    const given = await consentOf(ask, judged, key, file, { iat, provider: this.provider });
    await this.#leave(ask, { given });
  }

  /**
   * As the other holder: declines; the phone that asked learns it, and by whose key.
   * @throws MalformedError another-request, request-not-trusted, another-licence, asker-not-proven; HurenProblem,
   * HurenUnreachable
   */
  async refuse(ask: ConsentAsk, judged: JudgedRequest, key: HolderKey, file: CredentialFile): Promise<void> {
    requireNamed(ask, judged);
    const { request, faults } = judged;
    if (faults.length > 0) {
      throw new MalformedError('request-not-trusted', 'Whoever asks is not shown to be who they say.', '');
    }
    requireAsker(ask, key, file, this.provider);
    const { licence, presenter } = ask;
    const said = { v: 1, nonce: request.nonce, licence, presenter } as const;
    const refusal = await signRefusal(said, key.publicJwk, (bytes) => key.sign(bytes));
    await this.#leave(ask, { refusal });
  }

  async #leave(ask: ConsentAsk, answer: object): Promise<void> {
    const sealed = await sealFor(JSON.stringify({ v: 1, ...answer }), ask.to, answerContext(ask));
    await this.drops.leaveAt(ask.place, sealed);
  }
}

/**
 * What was judged and shown is the request that the asking phone named, and no other that its holder would rather see
 * answered.
 * @throws MalformedError another-request
 */
function requireNamed(ask: ConsentAsk, judged: JudgedRequest): void {
  if (judged.requestUri !== ask.requestUri) {
    throw new MalformedError('another-request', 'The request is not the one that the asking phone named.');
  }
}
