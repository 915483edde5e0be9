import { LedgerRejection } from './ledger';

/** `HUREN.<CODE> <canonical JSON object>`, all that the shim keeps of a refusal; undefined for any other text. */
export function parseRejection(message: string): LedgerRejection | undefined {
  const match = /^HUREN\.([A-Z][A-Z0-9_]*)(?: (\{.*\}))?$/s.exec(message);
  if (match?.[1] === undefined) return undefined;
  try {
    return new LedgerRejection(match[1], JSON.parse(match[2] ?? '{}') as Record<string, unknown>);
  } catch {
    return undefined;
  }
}
