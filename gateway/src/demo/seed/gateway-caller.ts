import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { decodeEcdsaDer } from '@huren/chaincode/domain';
import type { DemoIdentity } from './material';

/** Bytes (base64url) that wait for the caller's signature. */
interface Prepared {
  readonly id: string;
  readonly bytes: string;
}

/** A credential file as a gateway answers it (DETAILS 8). */
export interface CredentialFile {
  readonly sdJwt: string;
  readonly anchor: { readonly batch: string; readonly index: number; readonly proof: readonly string[] };
}

/** A page form as a gateway answers it: the OFD file in base64. */
export interface PageFile {
  readonly ofd: string;
  readonly anchor: CredentialFile['anchor'] & { readonly other?: string };
}

/** Credential files of one batch, and its page forms in the same order where they were asked for. */
export interface IssuedFiles {
  readonly credentials: readonly CredentialFile[];
  readonly pages: readonly PageFile[];
}

interface Issuance {
  readonly batch: string;
  readonly state: 'prepared' | 'anchored';
  readonly transaction?: Prepared;
  readonly credentials?: readonly CredentialFile[];
  readonly pages?: readonly PageFile[];
}

/** A gateway answered the seed with a problem: the demo is broken, or its data is. */
export class SeedRefused extends Error {
  constructor(
    path: string,
    status: number,
    readonly code: string,
  ) {
    super(`the gateway answered ${String(status)} ${code} to ${path}`);
    this.name = 'SeedRefused';
  }
}

function filesOf({ credentials = [], pages = [] }: Issuance): IssuedFiles {
  return { credentials, pages };
}

const TOKEN_SECONDS = 300;
const MAX_CONFLICTS = 10;
const CONFLICT_PAUSE_MS = 200;
const NOTHING_ORDERED: ReadonlySet<string> = new Set(['ledger-conflict', 'ledger-unavailable']);

/** One authority of the demo, talking to its own member's gateway as any issuer's system would. */
export class GatewayCaller {
  #token: Promise<string> | undefined;

  constructor(
    private readonly url: string,
    private readonly member: string,
    private readonly authority: string,
    private readonly identity: DemoIdentity,
  ) {}

  /** Seals and anchors; repeated with the same content it answers what is there. */
  async issue(
    request: { readonly requestId: string } & Readonly<Record<string, unknown>>,
  ): Promise<IssuedFiles> {
    const body = { ...request, certificate: this.identity.signer.certificate };
    const begun = await this.#unlessConflict(async () => {
      const answer = (await this.#call('POST', '/v1/licences', body)) as Issuance;
      if (answer.transaction !== undefined) await this.#sign(answer.transaction);
      return answer;
    });
    if (begun.credentials !== undefined) return filesOf(begun);
    return filesOf((await this.#call('GET', `/v1/licences/${request.requestId}`)) as Issuance);
  }

  async setStatus(request: Readonly<Record<string, unknown>>): Promise<void> {
    const body = { ...request, certificate: this.identity.signer.certificate };
    await this.#unlessConflict(async () => {
      const { transaction } = (await this.#call('POST', '/v1/licences/status', body)) as {
        readonly transaction?: Prepared;
      };
      if (transaction !== undefined) await this.#sign(transaction);
    });
  }

  /** Requests carry an id of their own, so that one which met another transaction is sent again as it is. */
  async #unlessConflict<T>(act: () => Promise<T>): Promise<T> {
    for (let conflicts = 0; ; conflicts++) {
      try {
        return await act();
      } catch (error) {
        const isConflict = error instanceof SeedRefused && NOTHING_ORDERED.has(error.code);
        if (!isConflict || conflicts >= MAX_CONFLICTS) throw error;
        await pause(conflicts * CONFLICT_PAUSE_MS);
      }
    }
  }

  async #sign(prepared: Prepared): Promise<void> {
    let waiting: Prepared | undefined = prepared;
    while (waiting !== undefined) {
      const signature = await this.identity.signer.sign(Buffer.from(waiting.bytes, 'base64url'));
      const answer = (await this.#call('POST', '/v1/transactions', {
        id: waiting.id,
        signature: Buffer.from(signature).toString('base64url'),
      })) as Partial<Prepared>;
      waiting =
        answer.bytes === undefined || answer.id === undefined
          ? undefined
          : { id: answer.id, bytes: answer.bytes };
    }
  }

  async #call(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        authorization: `Bearer ${await (this.#token ??= this.#makeToken())}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    if (response.ok) return answer;
    const { code = 'unknown', rejection } = answer as { readonly code?: string; readonly rejection?: string };
    throw new SeedRefused(path, response.status, rejection ?? code);
  }

  /** A token as DETAILS 3 has it: ES256 by the identity key, `kid` its certificate's digest. */
  async #makeToken(): Promise<string> {
    const iat = Math.floor(Date.now() / 1000);
    const subject = `urn:huren:authority:${this.authority}`;
    const header = { alg: 'ES256', typ: 'JWT', kid: this.identity.kid };
    const claims = {
      iss: subject,
      sub: subject,
      aud: `urn:huren:gateway:${this.member}`,
      iat,
      exp: iat + TOKEN_SECONDS,
      jti: randomBytes(16).toString('base64url'),
    };
    const input = [header, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    const signature = decodeEcdsaDer(Uint8Array.from(await this.identity.signer.sign(Buffer.from(input))));
    return `${input}.${Buffer.from(signature).toString('base64url')}`;
  }
}
