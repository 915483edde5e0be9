import {
  type Authority,
  authorOf,
  type Bilingual,
  type Case,
  type CaseEntry,
  type Day,
  endOfDayMs,
  entryLimit,
  heirOf,
  LINEAGE_LIMIT,
  type Matter,
  type Position,
  recordKey,
  versionAtTime,
} from '@huren/chaincode/domain';
import type { RecordIndex } from '../index/record-index';
import { Problem } from '../problems';

/** An entry as the ledger has it, and where. */
export interface LedgerEntry extends CaseEntry {
  readonly position: Position;
  readonly time: number;
}

/** Cases as the index holds them. */
export class CaseReader {
  constructor(
    private readonly index: RecordIndex,
    private readonly member: string,
  ) {}

  /** The case, if an authority of this member runs it: its contents are kept here and nowhere else. */
  here(id: string): Case | undefined {
    const record = this.index.record<Case>(recordKey.case(id));
    if (record === undefined) return undefined;
    const authority = this.index.record<Authority>(recordKey.authority(record.authority));
    return authority?.member === this.member ? record : undefined;
  }

  /** Who runs the cases of an authority: itself, or where it was abolished whoever continues it as a whole. */
  runner(authority: string): string {
    let code = authority;
    for (let steps = 0; steps < LINEAGE_LIMIT; steps++) {
      const at = this.index.record<Authority>(recordKey.authority(code));
      const heir = at && heirOf(at);
      if (heir === undefined) break;
      code = heir;
    }
    return code;
  }

  /** The authority and all those whose cases it runs: abolished ones that it continues as a whole, itself or over others. */
  line(authority: string): readonly string[] {
    const found = new Set([authority]);
    // A set is walked to its end, with what was added on the way.
    for (const each of found) {
      const record = this.index.record<Authority>(recordKey.authority(each));
      for (const { predecessor } of record?.predecessors ?? []) {
        if (found.size < LINEAGE_LIMIT && this.runner(predecessor) === authority) found.add(predecessor);
      }
    }
    return [...found];
  }

  /** The case for the authority that runs it, as it is or as it was at the end of a day. @throws Problem case-not-found */
  own(
    id: string,
    authority: string,
    on?: Day,
  ): Case & { readonly position: Position; readonly time: number } {
    const history = this.index.history<Case>(recordKey.case(id));
    const version = on === undefined ? history.at(-1) : versionAtTime(history, endOfDayMs(on));
    if (version?.value == null || this.runner(version.value.authority) !== authority) {
      throw new Problem('case-not-found');
    }
    return { ...version.value, position: version.position, time: version.time };
  }

  /** Entries in ledger order. */
  entries(record: Case, on?: Day): readonly LedgerEntry[] {
    const authors = [undefined, ...record.parties.map(({ keyId }) => keyId)];
    const before = on === undefined ? Infinity : endOfDayMs(on);
    return authors
      .flatMap((party) => this.#entriesOf(record.id, party))
      .filter(({ time }) => time < before)
      .sort((a, b) => a.position.block - b.position.block || a.position.tx - b.position.tx);
  }

  /** The number that this author's next entry takes. */
  next(id: string, party: string | undefined): number {
    return this.#entriesOf(id, party).length + 1;
  }

  entry(id: string, party: string | undefined, number: number): CaseEntry | undefined {
    return this.index.record<CaseEntry>(recordKey.caseEntry(id, authorOf(party), String(number)));
  }

  /** What people call the matter and the authority. */
  names({ authority, matter }: { readonly authority: string; readonly matter: string }): {
    readonly authority: { readonly code: string; readonly name?: Bilingual };
    readonly matter: { readonly code: string; readonly name?: Bilingual };
  } {
    const office = this.index.record<Authority>(recordKey.authority(authority));
    const asked = this.index.record<Matter>(recordKey.matter(matter));
    return {
      authority: { code: authority, ...(office && { name: office.name }) },
      matter: { code: matter, ...(asked && { name: asked.name }) },
    };
  }

  #entriesOf(id: string, party: string | undefined): readonly LedgerEntry[] {
    const found: LedgerEntry[] = [];
    for (let number = 1; number <= entryLimit(party); number++) {
      const key = recordKey.caseEntry(id, authorOf(party), String(number));
      const version = this.index.latest<CaseEntry>(key);
      if (version?.value == null) break;
      found.push({ ...version.value, position: version.position, time: version.time });
    }
    return found;
  }
}
