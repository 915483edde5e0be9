import { createHash } from 'node:crypto';
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  calculatePKCECodeChallenge,
  ClientSecretPost,
  type Configuration,
  discovery,
  None,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import { BegunSignIns } from './begun-sign-ins';
import { SESSION_LIMITS } from './sessions';

/** The member's OpenID provider, and how this gateway is known to it. */
export interface ProviderOptions {
  readonly issuer: string;
  readonly clientId: string;
  /** Absent: a public client, which PKCE alone protects. */
  readonly clientSecret?: string;
  /** Origin under which browsers reach this gateway, e.g. `https://gateway.example`; where it listens, unless said. */
  readonly publicUrl?: string;
}

/** The provider says who somebody is: claims of a checked ID token. */
export interface SignedIn {
  readonly claims: Readonly<Record<string, unknown>>;
  /** base64url SHA-256 of `<iss>\0<sub>`. */
  readonly subject: string;
  /** Where the person wanted to go. */
  readonly to: string;
}

export const SIGN_IN_LIMITS = {
  /** Somebody looks for a password for that long. */
  lifeMs: 10 * 60_000,
  /** Longest path that a sign-in leads back to, so that its cookie is kept. */
  pathChars: 1024,
  providerTimeoutSeconds: 10,
  /**
   * How long ago somebody may have proved to the provider who they are (`max_age`, OpenID Connect Core 1.0 §3.1.2.1):
   * whoever comes to a counter that was left alone does not go on as the one before, whom the provider still knows.
   */
  maxAgeSeconds: SESSION_LIMITS.idleMs / 1000,
} as const;

export const CALLBACK_PATH = '/v1/staff/callback';

/**
 * Sign-in by OpenID Connect: authorization code with PKCE (RFC 7636), state and nonce. What was begun is bound to the
 * browser by a cookie and used up by the first answer.
 */
export class SignIn {
  readonly #begun: BegunSignIns;
  #configuration: Promise<Configuration> | undefined;
  #servedAt: string | undefined;

  constructor(
    private readonly options: ProviderOptions,
    private readonly clock: () => number,
  ) {
    this.#begun = new BegunSignIns(clock);
  }

  /** The gateway listens at this address, which browsers use where no other is configured. */
  servedAt(url: string): void {
    this.#servedAt ??= url;
  }

  get publicUrl(): string {
    return this.options.publicUrl ?? this.#servedAt ?? '';
  }

  /** The provider's address for this sign-in, and the cookie's value. @throws the provider cannot be reached */
  async begin(to: string): Promise<{ readonly url: URL; readonly id: string }> {
    const configuration = await this.#configured();
    const verifier = randomPKCECodeVerifier();
    const begun = {
      verifier,
      state: randomState(),
      nonce: randomNonce(),
      to: localPath(to),
      expiresAt: this.clock() + SIGN_IN_LIMITS.lifeMs,
    };
    const url = buildAuthorizationUrl(configuration, {
      redirect_uri: this.publicUrl + CALLBACK_PATH,
      scope: 'openid profile',
      state: begun.state,
      nonce: begun.nonce,
      max_age: String(SIGN_IN_LIMITS.maxAgeSeconds),
      code_challenge: await calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    return { url, id: this.#begun.seal(begun) };
  }

  /**
   * Takes the provider's answer. Undefined: nothing was begun in this browser, or too long ago.
   * @throws when the provider refuses, or its answer does not hold (state, nonce, signature, issuer, audience, age)
   */
  async finish(id: string | undefined, query: URLSearchParams): Promise<SignedIn | undefined> {
    const begun = this.#begun.open(id);
    if (begun === undefined) return undefined;
    const url = new URL(this.publicUrl + CALLBACK_PATH);
    url.search = query.toString();
    const tokens = await authorizationCodeGrant(await this.#configured(), url, {
      expectedState: begun.state,
      expectedNonce: begun.nonce,
      pkceCodeVerifier: begun.verifier,
      idTokenExpected: true,
      // The address went through the browser; what the provider did, its token says (`auth_time`).
      maxAge: SIGN_IN_LIMITS.maxAgeSeconds,
    });
    const claims = tokens.claims();
    if (claims === undefined) throw new TypeError('the provider gave no ID token');
    if (!this.#begun.spend(begun)) return undefined;
    const subject = createHash('sha256').update(`${claims.iss}\0${claims.sub}`).digest('base64url');
    return { claims, subject, to: begun.to };
  }

  /** Where signing out goes on at the provider, which keeps a session of its own; undefined where it has no such page. */
  async signOutUrl(): Promise<string | undefined> {
    const configuration = await this.#configured();
    if (configuration.serverMetadata().end_session_endpoint === undefined) return undefined;
    return buildEndSessionUrl(configuration, { post_logout_redirect_uri: `${this.publicUrl}/` }).href;
  }

  /** Asked for when it is first needed, and again after a failure: the gateway runs without its provider. */
  #configured(): Promise<Configuration> {
    const { issuer, clientId, clientSecret } = this.options;
    const url = new URL(issuer);
    const insecure = url.protocol === 'http:';
    this.#configuration ??= discovery(
      url,
      clientId,
      undefined,
      clientSecret === undefined ? None() : ClientSecretPost(clientSecret),
      {
        timeout: SIGN_IN_LIMITS.providerTimeoutSeconds,
        // A provider on this machine, as in the demo; the environment refuses http for any other.
        ...(insecure ? { execute: [allowInsecureRequests] } : {}),
      },
    ).catch((error: unknown) => {
      this.#configuration = undefined;
      throw error;
    });
    return this.#configuration;
  }
}

/** A path on this gateway; anything that a browser could read as another host leads home. */
export function localPath(to: string): string {
  const isLocal = /^\/(?![/\\])[\x21-\x7e]*$/.test(to) && !to.includes('\\');
  return isLocal && to.length <= SIGN_IN_LIMITS.pathChars ? to : '/';
}
