import { Contract } from 'fabric-contract-api';
import { MalformedError } from '../domain/encoding';
import { canonicalJson, type JsonLimits, type JsonValue, readJsonBytes } from '../domain/json';
import type { Write } from '../domain/record/write';
import { Rejection } from '../domain/rejection';
import { HurenContext } from './huren-context';

/** Bytes of an argument; imports of reference lists take more. */
export const ARGUMENT_BYTES_LIMIT = 1024 * 1024;
export const IMPORT_BYTES_LIMIT = 8 * 1024 * 1024;

/**
 * What every contract of Huren does alike. A transaction carries exactly one string, read by the strict reader before
 * the function runs; a function takes only the context (so that the shim infers no parameters and its own arity check,
 * whose message is not fixed, stays out of the way) and answers a JSON value. Refusals leave as
 * `HUREN.<CODE> <canonical JSON>`.
 *
 * Rejections of every function, before its own: BAD_ARITY | UNKNOWN_FUNCTION | MALFORMED_ARGUMENT |
 * NETWORK_NOT_FOUNDED | NETWORK_NOT_OPEN | UNKNOWN_MEMBER | MEMBER_NOT_ACTIVE | UNKNOWN_IDENTITY |
 * AUTHORITY_OF_ANOTHER_MEMBER | AUTHORITY_NOT_ACTIVE | NOT_ENTITLED.
 */
export abstract class HurenContract extends Contract {
  readonly #imports: ReadonlySet<string>;

  /** `imports`: functions whose argument may be as large as IMPORT_BYTES_LIMIT. */
  constructor(name: string, imports: readonly string[] = []) {
    super(name);
    this.#imports = new Set(imports);
  }

  override createContext(): HurenContext {
    return new HurenContext();
  }

  // The shim declares `fn` as Function and the result as void; it passes the name, and takes the result.
  override async aroundTransaction(ctx: HurenContext, fn: unknown, _parameters: unknown): Promise<void> {
    const name = String(fn);
    ctx.argument = this.readArgument(ctx, name);
    const run = (this as unknown as Record<string, (ctx: HurenContext) => Promise<JsonValue>>)[name];
    if (run === undefined) throw new Rejection('UNKNOWN_FUNCTION');
    const result = await run.call(this, ctx);
    const { touched } = ctx.state;
    if (touched.length > 0) ctx.stub.setEvent(name, Buffer.from(canonicalJson({ keys: touched }), 'utf8'));
    return canonicalJson(result) as unknown as undefined;
  }

  override unknownTransaction(_ctx: HurenContext): Promise<void> {
    return Promise.reject(new Rejection('UNKNOWN_FUNCTION'));
  }

  /** Stores what was decided and answers `result`. */
  protected async store<T extends JsonValue>(
    ctx: HurenContext,
    writes: readonly Write[],
    result: T,
  ): Promise<T> {
    await ctx.state.store(writes);
    return result;
  }

  private readArgument(ctx: HurenContext, fn: string): JsonValue {
    // The shim declares getArgs only; the bytes tell ill-formed UTF-8 apart.
    const args = (ctx.stub as unknown as { getBufferArgs(): readonly Uint8Array[] }).getBufferArgs();
    const argument = args[1];
    if (args.length !== 2 || argument === undefined)
      throw new Rejection('BAD_ARITY', { given: args.length - 1 });
    const bytes = this.#imports.has(fn) ? IMPORT_BYTES_LIMIT : ARGUMENT_BYTES_LIMIT;
    const limits: Partial<JsonLimits> = { maxLength: bytes };
    try {
      if (argument.length > bytes) throw new MalformedError('too-long', 'The argument is too long.');
      return readJsonBytes(Uint8Array.from(argument), limits);
    } catch (error) {
      if (!(error instanceof MalformedError)) throw error;
      throw new Rejection('MALFORMED_ARGUMENT', { code: error.code, path: error.path });
    }
  }
}
