import {
  type Bilingual,
  type CryptoProvider,
  encodeBase64url,
  gatewayAudience,
  importJwk,
  type JsonValue,
  type Member,
  parseCredential,
  signHolderRequest,
  type VerdictWord,
  USES_REQUEST_TYPE,
} from '@huren/chaincode/domain';
import { bareFile, type CredentialFile } from './credential-file';
import type { HolderKey } from './holder-key';
import { holdersIn } from './licence-holders';
import { HurenProblem, HurenUnreachable } from './problem';
import type { WalletCalls } from './wallet-calls';

/** One presentation by an agent, as the member at whose counter it was tells the holder. */
export interface AgentUse {
  /** Of the use, at that member. */
  readonly id: string;
  /** RFC 3339. */
  readonly time: string;
  readonly authority: { readonly code: string; readonly name?: Bilingual; readonly region?: string };
  readonly matter: { readonly code: string; readonly name?: Bilingual };
  /** Names of the fields that were shown. */
  readonly fields: readonly string[];
  readonly purpose?: string;
  readonly case?: string;
  readonly verdict: VerdictWord;
  /** Ids, that of the holder's own delegation first. */
  readonly delegations: readonly string[];
}

/** A use, of which licence, and which member told of it. */
export interface ToldUse extends AgentUse {
  readonly member: string;
  readonly identifier: string;
}

/** A member that told nothing, or not of everything: what is missing there is not known. */
export interface UnaskedMember {
  readonly member: string;
  readonly name: Bilingual;
  readonly why: 'no-gateway' | 'unreachable' | 'refused';
}

/** What members answered; newest first. */
export interface AgentUsesAnswer {
  readonly uses: readonly ToldUse[];
  readonly unasked: readonly UnaskedMember[];
}

/** Asks every member's gateway how agents used this holder's licences. */
export class AgentUses {
  constructor(
    private readonly calls: WalletCalls,
    private readonly provider: CryptoProvider,
    private readonly now: () => number,
  ) {}

  /**
   * Licences that are not bound to the key, or not anchored, are not asked about. Of each a gateway sees what is open to
   * everybody who sees the licence, and no field.
   * @throws HurenProblem, HurenUnreachable: the own gateway does not tell who the members are
   */
  async ask(files: readonly CredentialFile[], key: HolderKey): Promise<AgentUsesAnswer> {
    const { id } = importJwk(key.publicJwk);
    const own = files.filter((file) => file.anchor !== undefined && holdersIn(file, id).place >= 0);
    const members = (await this.calls.members()).filter(({ state }) => state === 'admitted');
    const answers = await Promise.all(members.map((member) => this.#askMember(member, own, key)));
    const uses = answers.flatMap((answer) => answer.uses);
    return {
      uses: uses.sort((one, other) => other.time.localeCompare(one.time)),
      unasked: answers.flatMap(({ unasked }) => (unasked === undefined ? [] : [unasked])),
    };
  }

  /** What was told before a member stopped answering counts. */
  async #askMember(
    { id: member, name, gateway }: Member,
    files: readonly CredentialFile[],
    key: HolderKey,
  ): Promise<{ readonly uses: readonly ToldUse[]; readonly unasked?: UnaskedMember }> {
    if (gateway === undefined) return { uses: [], unasked: { member, name, why: 'no-gateway' } };
    const uses: ToldUse[] = [];
    for (const file of files) {
      try {
        uses.push(...(await this.#askOne(member, gateway, file, key)));
      } catch (error) {
        const isReached = error instanceof HurenProblem;
        if (!isReached && !(error instanceof HurenUnreachable)) throw error;
        return { uses, unasked: { member, name, why: isReached ? 'refused' : 'unreachable' } };
      }
    }
    return { uses };
  }

  async #askOne(
    member: string,
    gateway: string,
    file: CredentialFile,
    key: HolderKey,
  ): Promise<readonly ToldUse[]> {
    const bare = bareFile(file);
    const credential = parseCredential(bare as unknown as JsonValue);
    const request = {
      v: 1,
      aud: gatewayAudience(member),
      licence: credential.locator(this.provider),
      nonce: encodeBase64url(crypto.getRandomValues(new Uint8Array(16))),
      iat: Math.floor(this.now() / 1000),
    } as const;
    const proof = await signHolderRequest(USES_REQUEST_TYPE, request, key.publicJwk, (bytes) =>
      key.sign(bytes),
    );
    // A form, which browsers send to another origin without asking it first.
    const body = new URLSearchParams({ proof, licence: JSON.stringify(bare) });
    const response = await this.calls.call(`${gateway}/v1/delegations/uses`, { method: 'POST', body });
    const { uses } = (await response.json()) as { readonly uses: readonly AgentUse[] };
    return uses.map((use) => ({ ...use, member, identifier: credential.claims.identifier }));
  }
}
