import type { JsonValue } from '@huren/chaincode/domain';
import type { StaffRole } from '../staff/staff';
import type { Caller } from '../tokens/caller';

/** One request as a handler sees it: who, what, nothing of HTTP. */
export interface Call {
  /** Path parameters, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Present when the endpoint asks for a token. */
  readonly caller?: Caller;
  /** The strictly read body; null when the endpoint takes none. */
  readonly body: JsonValue;
  /** The OFD file of a request with a page form; `credential.ofd` is then empty. */
  readonly ofd?: Uint8Array;
  /** The Cookie header and the host asked for, where the endpoint reads cookies. */
  readonly cookie?: string;
  readonly host?: string;
  readonly secret?: string;
  /** Where the request comes from, where the endpoint asks: a network address, for shares and limits alone. */
  readonly address?: string;
  /** True once the caller has gone, and nobody would read the answer: what is only an answer may stop. */
  readonly abandoned?: () => boolean;
}

export interface Reply {
  readonly status: number;
  /** JSON value, or its text when `text` says so. */
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Content type of a body that is text already. */
  readonly text?: string;
  /** Values of Set-Cookie, a header each. */
  readonly cookies?: readonly string[];
}

/** One operation of the API. The app, the hot dispatch and the OpenAPI test all read this list and nothing else. */
export interface Endpoint {
  readonly method: 'GET' | 'POST';
  /** With `:name` parameters, e.g. `/v1/proofs/:leafHash`. */
  readonly path: string;
  readonly token: boolean;
  /** Roles whose session does in place of a token. */
  readonly staff?: readonly StaffRole[];
  readonly cookies?: true;
  /** Header whose value a handler gets as `secret`. */
  readonly secret?: string;
  /** The handler gets the caller's `address`. */
  readonly address?: true;
  /** Pages of other origins may read the answer: for what wallets of other members fetch. */
  readonly cors?: true;
  /** The body may also be application/x-www-form-urlencoded: a flat object of texts. */
  readonly form?: true;
  /** Largest body in bytes; absent: no body is read. */
  readonly bodyBytes?: number;
  /** Takes page forms too, whose bodies have limits of their own. */
  readonly pages?: true;
  /** Answers even while the gateway drains. */
  readonly always?: true;
  readonly handle: (call: Call) => Reply | Promise<Reply>;
}

/** The caller of an endpoint that asks for a token. */
export function callerOf(call: Call): Caller {
  if (call.caller === undefined) throw new TypeError('the endpoint asks for no token');
  return call.caller;
}
