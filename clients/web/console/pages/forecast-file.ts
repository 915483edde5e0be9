import type { Bilingual } from '@huren/chaincode/domain';

/** One row of `huren network certificates --json`, or of GET /v1/certificates/expiry. */
export interface CertificateEnd {
  readonly member: string;
  readonly use: 'ca' | 'tls-ca' | 'identity' | 'tls' | 'consenter' | 'seal';
  readonly name: string;
  /** ISO 8601. */
  readonly ends: string;
  readonly daysLeft: number;
  readonly fingerprint: string;
  readonly advice?: Bilingual;
}

const USES: readonly unknown[] = ['ca', 'tls-ca', 'identity', 'tls', 'consenter'];
const dayMs = 86_400_000;

function isEnd(row: unknown): row is CertificateEnd {
  if (typeof row !== 'object' || row === null) return false;
  const { member, use, name, ends, fingerprint, advice } = row as Record<string, unknown>;
  const texts = [member, name, ends, fingerprint];
  const { zh, en } = (advice ?? {}) as { readonly zh?: unknown; readonly en?: unknown };
  return (
    texts.every((text) => typeof text === 'string') &&
    USES.includes(use) &&
    typeof zh === 'string' &&
    typeof en === 'string' &&
    !Number.isNaN(Date.parse(String(ends)))
  );
}

/**
 * The forecast that an operator's machine printed, with the days counted from now: a file of last month still tells
 * the truth. Undefined for anything else.
 */
export function readForecast(text: string, nowMs: number): readonly CertificateEnd[] | undefined {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return undefined;
  }
  const rows = Array.isArray(read)
    ? read
    : (read as { readonly certificates?: unknown } | null)?.certificates;
  if (!Array.isArray(rows) || !rows.every(isEnd)) return undefined;
  return rows.map((row) => ({ ...row, daysLeft: Math.floor((Date.parse(row.ends) - nowMs) / dayMs) }));
}
