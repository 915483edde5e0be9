import {
  type Day,
  type Deviation,
  driftSteps,
  knownAt,
  type LedgerHead,
  parseMatterCode,
} from '@huren/chaincode/domain';
import type { RecordIndex } from './record-index';
import { Walks } from './walks';

/** Every deviation of one day, and how many implementations and items held on it. */
export interface DriftReport {
  readonly on: Day;
  readonly rows: number;
  readonly deviations: readonly Deviation[];
}

/** What narrows a report. */
export interface DriftQuery {
  readonly authority?: string;
  readonly basic?: string;
  readonly element?: string;
}

/** Days whose reports are kept of one state of the index. */
const REPORTS_LIMIT = 8;

/** Reports of drift, each made once for each state of the index: anyone may ask, and it walks over every matter. */
export class DriftReports {
  #head: LedgerHead | undefined;
  #reports = new Map<Day, Promise<DriftReport>>();

  constructor(
    private readonly index: RecordIndex,
    private readonly walks = new Walks(),
  ) {}

  /** @throws Problem too-busy */
  async of(on: Day): Promise<DriftReport> {
    const { head } = this.index;
    if (this.#head !== head) {
      this.#head = head;
      this.#reports = new Map();
    }
    const made = this.#reports.get(on);
    if (made !== undefined) return made;
    const reports = this.#reports;
    const report = this.#make(on, head);
    if (reports.size >= REPORTS_LIMIT) reports.clear();
    reports.set(on, report);
    // What could not be made now is made by the next who asks.
    report.catch(() => reports.delete(on));
    return report;
  }

  async #make(on: Day, { height }: LedgerHead): Promise<DriftReport> {
    const { index } = this;
    const keys = index.keys('matter');
    // Blocks that come during the walk are not part of it.
    const records = { history: <T>(key: string) => knownAt(index.history<T>(key), height) };
    let rows = 0;
    const deviations = await this.walks.run(() => driftSteps(records, keys, on, () => rows++));
    return { on, rows, deviations };
  }
}

/** The deviations of a report that fit a query. */
export function driftOf(
  report: DriftReport,
  { authority, basic, element }: DriftQuery,
): readonly Deviation[] {
  return report.deviations.filter(
    (each) =>
      (authority === undefined || each.authority === authority) &&
      (basic === undefined || parseMatterCode(each.code).basic === basic) &&
      (element === undefined || each.element === element),
  );
}
