import { parseMatterCode } from '../domain/code';
import type { JsonValue } from '../domain/json';
import {
  decideMatterDefinition,
  decideMatterEnd,
  endMatterArgument,
  matterDefinition,
} from '../domain/matter/definition';
import { decideMatterList, matterListArgument } from '../domain/matter/list';
import {
  decideMapping,
  decideMappingAcceptance,
  decideMappingEnd,
  mappingArgument,
} from '../domain/matter/mapping';
import type { Matter, MatterReference } from '../domain/matter/matter';
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
    return this.store(
      ctx,
      decideMatterDefinition({ ...(await ctx.standing()), existing, basic }, command),
      {},
    );
  }

  /**
   * `{rows: [{code, name, kind, legalBasis, from, materials}]}` → `{written, unchanged, refused: [{row, code, rejection,
   * details}]}`: each row as `define` decides it. No rejections of its own.
   */
  async defineMany(ctx: HurenContext): Promise<JsonValue> {
    const { rows } = ctx.read(matterListArgument);
    const standing = await ctx.standing();
    const known = new Map<string, Matter>();
    for (const code of new Set(rows.flatMap((row) => [row.code, parseMatterCode(row.code).basic]))) {
      const matter = await ctx.state.get('matter', code);
      if (matter !== undefined) known.set(code, matter);
    }
    const { writes, unchanged, refused } = decideMatterList({ ...standing, known }, { rows });
    const told = refused.map((row): JsonValue => ({ ...row }));
    return this.store(ctx, writes, { written: writes.length, unchanged, refused: told });
  }

  /** `{code}` → `{}`. MATTER_UNKNOWN | MATTER_ENDED. */
  async end(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(endMatterArgument);
    const existing = await ctx.state.get('matter', command.code);
    return this.store(ctx, decideMatterEnd({ ...(await ctx.standing()), existing }, command), {});
  }

  /** `{from, to}` → `{}`, by a party's operator. MATTER_UNKNOWN | MAPPING_EXISTS | MATTER_ENDED. */
  async map(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(mappingArgument);
    const standing = await ctx.standing();
    const facts = {
      ...standing,
      mapping: await ctx.state.get('mapping', command.from, command.to),
      admitted: await ctx.admitted(standing.network),
      from: await ctx.state.get('matter', command.from),
      to: await ctx.state.get('matter', command.to),
    };
    return this.store(ctx, decideMapping(facts, command), {});
  }

  /** `{from, to}` → `{}`. MAPPING_UNKNOWN | MAPPING_ENDED | ALREADY_ACCEPTED. */
  async acceptMapping(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(mappingArgument);
    const mapping = await ctx.state.get('mapping', command.from, command.to);
    return this.store(ctx, decideMappingAcceptance({ ...(await ctx.standing()), mapping }, command), {});
  }

  /** `{from, to}` → `{}`. MAPPING_UNKNOWN | MAPPING_ENDED. */
  async endMapping(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(mappingArgument);
    const mapping = await ctx.state.get('mapping', command.from, command.to);
    return this.store(ctx, decideMappingEnd({ ...(await ctx.standing()), mapping }, command), {});
  }

  /** `{rows: [{localCode, name, region, kind?, department?, source}]}` → `{written}`. No rejections of its own. */
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
    const writes = decideReferences({ ...standing, existing }, command);
    return this.store(ctx, writes, { written: writes.length });
  }
}
