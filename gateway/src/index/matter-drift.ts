import { type Day, type Deviation, driftOn, type LedgerHead, parseMatterCode } from '@huren/chaincode/domain';
import type { RecordIndex } from './record-index';

/** Every deviation of one day, and how many implementations and items were looked at. */
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

const MADE = new WeakMap<
  RecordIndex,
  { readonly head: LedgerHead; readonly reports: Map<Day, DriftReport> }
>();
/** Days whose reports are kept of one state of the index. */
const REPORTS_LIMIT = 8;

/** The report of a day, made once for each state of the index: anyone may ask, and it walks over every matter. */
export function driftReport(index: RecordIndex, on: Day): DriftReport {
  const { head } = index;
  let made = MADE.get(index);
  if (made?.head !== head) {
    made = { head, reports: new Map() };
    MADE.set(index, made);
  }
  let report = made.reports.get(on);
  if (report === undefined) {
    const keys = index.keys('matter');
    report = {
      on,
      // Basic codes have twelve digits; everything longer stands under one of them.
      rows: keys.filter((key) => key.length > 'matter/'.length + 12).length,
      deviations: [...driftOn(index, keys, on)],
    };
    if (made.reports.size >= REPORTS_LIMIT) made.reports.clear();
    made.reports.set(on, report);
  }
  return report;
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
