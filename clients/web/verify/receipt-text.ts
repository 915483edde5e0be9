import { isJsonObject, MalformedError, parseReceipt, readJson, type Receipt } from '@huren/chaincode/domain';
import { receiptOfLink } from '../shell/receipt-link';

/**
 * The receipt in what somebody pasted, dropped or scanned: the receipt itself, an answer that carries one, or its link.
 * @throws MalformedError where it is none of these
 */
export async function receiptIn(text: string): Promise<Receipt> {
  const trimmed = text.trim();
  const hash = trimmed.indexOf('#');
  if (/^https?:\/\//.test(trimmed) && hash > 0) {
    const linked = await receiptOfLink(trimmed.slice(hash));
    if (linked !== undefined) return linked;
    throw new MalformedError('not-a-receipt', 'the address names no receipt');
  }
  const value = readJson(trimmed);
  return parseReceipt((isJsonObject(value) ? value['receipt'] : undefined) ?? value);
}
