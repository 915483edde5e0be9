import { Context } from 'fabric-contract-api';
import type { Authority } from '../domain/authority/authority';
import { heirOf, LINEAGE_LIMIT } from '../domain/authority/lineage';
import { above, SUPERIORS_LIMIT } from '../domain/authority/superior';
import { MalformedError } from '../domain/encoding';
import type { JsonValue, Shape } from '../domain/json';
import type { LicenceType } from '../domain/licence-type/licence-type';
import type { Caller } from '../domain/member/caller';
import type { Member, Network } from '../domain/member/member';
import { Rejection } from '../domain/rejection';
import { identityOf } from '../state/identity';
import { WorldState } from '../state/world-state';

/**
 * One transaction as the contracts see it: its argument, its caller and the world state. The shim makes a fresh one for
 * each transaction, so nothing outlives it.
 */
export class HurenContext extends Context {
  #state: WorldState | undefined;
  #argument: JsonValue | undefined;

  get state(): WorldState {
    this.#state ??= new WorldState(this.stub);
    return this.#state;
  }

  set argument(value: JsonValue) {
    this.#argument = value;
  }

  /** The argument, read by the function's shape. @throws Rejection MALFORMED_ARGUMENT {code, path} */
  read<T>(shape: Shape<T>): T {
    if (this.#argument === undefined) throw new TypeError('the argument is read before the function runs');
    try {
      return shape(this.#argument, '');
    } catch (error) {
      if (!(error instanceof MalformedError)) throw error;
      throw new Rejection('MALFORMED_ARGUMENT', { code: error.code, path: error.path });
    }
  }

  /** The facts that every function needs: the network and who calls. */
  async standing(): Promise<{ readonly network: Network | undefined; readonly caller: Caller }> {
    const identity = identityOf(this);
    const network = await this.state.get('network');
    const memberId = await this.state.get('msp', identity.msp);
    const known = memberId === undefined ? undefined : await this.state.get('member', memberId);
    // A founder that was entered anew under another MSP does not act under the former one.
    const member = known?.msp === identity.msp ? known : undefined;
    const authority =
      identity.authority === undefined ? undefined : await this.state.get('authority', identity.authority);
    // Most continue nobody, and then nothing more is read.
    const isFirst = authority === undefined || authority.predecessors.length === 0;
    const continued = isFirst ? undefined : await this.lineageOf(authority);
    return { network, caller: { identity, member, authority, ...(continued && { continued }) } };
  }

  /** The record, unless there is no code to look up. */
  async authority(code: string | undefined): Promise<Authority | undefined> {
    return code === undefined ? undefined : this.state.get('authority', code);
  }

  /** The member that hosts the authority. */
  async memberOf(authority: Authority | undefined): Promise<Member | undefined> {
    return authority === undefined ? undefined : this.state.get('member', authority.member);
  }

  /** The authority of that code; where it was abolished, whoever continues it for the type, or as a whole. */
  async present(code: string | undefined, type?: string): Promise<Authority | undefined> {
    let at = await this.authority(code);
    for (let steps = 0; at !== undefined && steps < LINEAGE_LIMIT; steps++) {
      const heir = heirOf(at, type);
      if (heir === undefined) break;
      at = await this.authority(heir);
    }
    return at;
  }

  /** The superior that the authority names, or who continues that one as a whole. */
  async superiorOf(authority: Authority | undefined): Promise<Authority | undefined> {
    return this.present(authority?.superior);
  }

  /**
   * The superior of that code and those above it, nearest first, as far as the ledger holds them; above one that was
   * merged, who continues it.
   */
  async superiors(code: string | undefined): Promise<readonly Authority[]> {
    const chain: Authority[] = [];
    for (let at = code; at !== undefined && chain.length < SUPERIORS_LIMIT;) {
      const record = chain.some((each) => each.code === at)
        ? undefined
        : await this.state.get('authority', at);
      if (record !== undefined) chain.push(record);
      at = record && above(record);
    }
    return chain;
  }

  /** The licence types of these scopes, as far as the ledger holds them. */
  async typesOf(scopes: readonly { readonly types: readonly string[] }[]): Promise<Map<string, LicenceType>> {
    const known = new Map<string, LicenceType>();
    for (const code of new Set(scopes.flatMap(({ types }) => types))) {
      const type = await this.state.get('licenceType', code);
      if (type !== undefined) known.set(code, type);
    }
    return known;
  }

  /** Members that are admitted now, in order of id. */
  async admitted(network: Network | undefined): Promise<readonly Member[]> {
    const members = await this.members(network?.members ?? []);
    return members.filter((member): member is Member => member?.state === 'admitted');
  }

  async members(ids: readonly string[]): Promise<readonly (Member | undefined)[]> {
    const members: (Member | undefined)[] = [];
    for (const id of ids) members.push(await this.state.get('member', id));
    return members;
  }

  /** The authority and every one that it continues, by code (机构改革). */
  async lineageOf(authority: Authority | undefined): Promise<ReadonlyMap<string, Authority>> {
    const known = new Map<string, Authority>();
    const waiting = authority === undefined ? [] : [authority];
    for (const at of waiting) {
      if (known.has(at.code) || known.size >= LINEAGE_LIMIT) continue;
      known.set(at.code, at);
      for (const { predecessor } of at.predecessors) {
        const record = known.has(predecessor) ? undefined : await this.state.get('authority', predecessor);
        if (record !== undefined) waiting.push(record);
      }
    }
    return known;
  }
}
