import type { Authority } from '../domain/authority/authority';
import { parseMatterCode } from '../domain/code';
import type { JsonValue } from '../domain/json';
import {
  decideMatterDefinition,
  decideMatterEnd,
  endMatterArgument,
  matterDefinition,
} from '../domain/matter/definition';
import { mappingParts } from '../domain/matter/equal-matters';
import { decideMatterList, matterListArgument } from '../domain/matter/list';
import {
  decideMapping,
  decideMappingAcceptance,
  decideMappingEnd,
  mappingAcceptanceArgument,
  mappingArgument,
  mappingEndArgument,
} from '../domain/matter/mapping';
import type { Matter, MatterReference } from '../domain/matter/matter';
import type { NamedMatters } from '../domain/matter/named';
import { decideReferences, referenceArgument, referenceEntry } from '../domain/matter/reference';
import { HurenContext } from './huren-context';
import { HurenContract } from './huren-contract';

/** 政务服务事项 and their mappings. Rejections come after those of HurenContract, in this order. */
export class MatterContract extends HurenContract {
  constructor() {
    super('matter', ['reference', 'defineMany']);
  }

  /**
   * `{code, name, kind, legalBasis, from, materials}` → `{}`. BASIC_MATTER_UNKNOWN | MATTER_ENDED |
   * BACK_DATED | VERSION_OVERLAPS.
   */
  async define(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(matterDefinition);
    const existing = await ctx.state.get('matter', command.code);
    const code = parseMatterCode(command.code);
    const basic = code.kind === 'basic' ? undefined : await ctx.state.get('matter', code.basic);
    const definer = await ctx.present(existing?.definer);
    const facts = { ...(await ctx.standing()), existing, basic, definer };
    return this.store(ctx, decideMatterDefinition(facts, command), {});
  }

  /**
   * `{rows: [{code, name, kind, legalBasis, from, materials}]}` → `{written, unchanged, refused: [{row, code, rejection,
   * details}]}`: each row as `define` decides it once those before it are in. No rejections of its own.
   */
  async defineMany(ctx: HurenContext): Promise<JsonValue> {
    const { rows } = ctx.read(matterListArgument);
    const standing = await ctx.standing();
    const known = new Map<string, Matter>();
    for (const code of new Set(rows.flatMap((row) => [row.code, parseMatterCode(row.code).basic]))) {
      const matter = await ctx.state.get('matter', code);
      if (matter !== undefined) known.set(code, matter);
    }
    const definers = new Map<string, Authority>();
    for (const code of new Set([...known.values()].flatMap(({ definer }) => definer ?? []))) {
      const definer = await ctx.present(code);
      if (definer !== undefined) definers.set(code, definer);
    }
    const { writes, unchanged, refused } = decideMatterList({ ...standing, known, definers }, { rows });
    const told = refused.map((row): JsonValue => ({ ...row }));
    return this.store(ctx, writes, {
      written: writes.length,
      unchanged: unchanged.length,
      refused: told,
    });
  }

  /** `{code}` → `{}`; what an abolished authority left, by its successor or superior. MATTER_UNKNOWN | MATTER_ENDED. */
  async end(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(endMatterArgument);
    const existing = await ctx.state.get('matter', command.code);
    const code = parseMatterCode(command.code);
    const facts = {
      ...(await ctx.standing()),
      existing,
      definer: await ctx.present(existing?.definer),
      owner: code.kind === 'basic' ? undefined : await ctx.authority(code.authority),
    };
    return this.store(ctx, decideMatterEnd(facts, command), {});
  }

  /**
   * `{from, list?, to, with}` → `{version}`, by an authority that answers for one side. AUTHORITY_UNKNOWN |
   * MATTER_UNKNOWN | MAPPING_EXISTS | AUTHORITY_STATE | MATTER_ENDED | MAPPING_SIDES.
   */
  async map(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(mappingArgument);
    const standing = await ctx.standing();
    const others = new Map<string, Authority>();
    const continued = new Map(standing.caller.continued);
    for (const code of command.with) {
      const authority = await ctx.state.get('authority', code);
      if (authority === undefined) continue;
      others.set(code, authority);
      for (const [of, record] of await ctx.lineageOf(authority)) continued.set(of, record);
    }
    const facts = {
      ...standing,
      mapping: await ctx.state.get('mapping', ...mappingParts(command)),
      ...(await this._named(ctx, command)),
      others,
      continued,
    };
    const version = (facts.mapping?.version ?? 0) + 1;
    return this.store(ctx, decideMapping(facts, command), { version });
  }

  /**
   * `{from, list?, to, version}` → `{}`. MAPPING_UNKNOWN | MATTER_ENDED | MAPPING_ENDED | ALREADY_ACCEPTED |
   * MAPPING_VERSION | MAPPING_SIDES | MAPPING_CHANGED.
   */
  async acceptMapping(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(mappingAcceptanceArgument);
    const mapping = await ctx.state.get('mapping', ...mappingParts(command));
    const facts = { ...(await ctx.standing()), mapping, ...(await this._named(ctx, command)) };
    return this.store(ctx, decideMappingAcceptance(facts, command), {});
  }

  /** `{from, list?, to}` → `{}`. MAPPING_UNKNOWN | MAPPING_ENDED. */
  async endMapping(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(mappingEndArgument);
    const mapping = await ctx.state.get('mapping', ...mappingParts(command));
    return this.store(ctx, decideMappingEnd({ ...(await ctx.standing()), mapping }, command), {});
  }

  /**
   * `{rows: [{localCode, name, region, kind?, department?, source}]}` → `{written}`: lists of regions outside the network,
   * and old local codes of the caller's own region. REFERENCE_INSIDE.
   */
  async reference(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(referenceArgument);
    const standing = await ctx.standing();
    const existing = new Map<string, MatterReference>();
    const { authority } = standing.caller;
    if (authority !== undefined) {
      for (const entry of new Set(command.rows.map((row) => referenceEntry(row.localCode)))) {
        const known = await ctx.state.get('reference', authority.code, entry);
        if (known !== undefined) existing.set(entry, known);
      }
    }
    const admitted = await ctx.admitted(standing.network);
    const writes = decideReferences({ ...standing, existing, admitted }, command);
    return this.store(ctx, writes, { written: writes.length });
  }

  /** The records that the codes of a mapping name. */
  private async _named(
    ctx: HurenContext,
    { from, list, to }: { readonly from: string; readonly list?: string; readonly to: string },
  ): Promise<NamedMatters> {
    return {
      from: list === undefined ? await ctx.state.get('matter', from) : undefined,
      row: list === undefined ? undefined : await ctx.state.get('reference', list, referenceEntry(from)),
      to: await ctx.state.get('matter', to),
    };
  }
}
