import type { CryptoProvider } from '@huren/chaincode/domain';
import type { DurableStorage } from '../storage';
import type { LibraryCipher } from './cipher';
import { readPlace } from './leaf-place';
import { licenceAgain, textField } from './licence-again';
import type { NamedPlace, NewestPlaces } from './newest-places';
import type { SealedLicence } from './sealed-batch';

/** Written once everything is listed. */
const LISTED = 'm/places-listed';
/** Licences that are opened in one turn of the event loop: some ten milliseconds. */
const SLICE = 50;

/**
 * Finds by number and identifier what a folder of an earlier version holds: it listed no numbers, and of an identifier
 * what was sealed last alone. Everything is opened once, in slices; where it is cut short, the next start begins anew.
 */
export async function listOlderLicences(parts: {
  readonly storage: DurableStorage;
  readonly cipher: LibraryCipher;
  readonly provider: CryptoProvider;
  readonly newest: NewestPlaces;
  readonly keysOf: (
    authority: string,
    licence: Pick<SealedLicence, 'identifier' | 'number'>,
  ) => readonly string[];
  /** Whether the ledger was read so far that it says what is newer. */
  readonly isOrdered: boolean;
  readonly isClosing: () => boolean;
}): Promise<void> {
  const { storage, cipher, provider, newest, keysOf, isOrdered, isClosing } = parts;
  if (storage.get(LISTED) !== undefined) return;
  let found: NamedPlace[] = [];
  let opened = 0;
  for await (const [key, stored] of storage.entries('c/')) {
    // A folder that holds nothing yet needs no order.
    if (isClosing() || !isOrdered) return;
    const place = readPlace(key.slice(2));
    if (place === undefined) continue;
    const { claims, holders } = licenceAgain(cipher.open(key, stored), provider);
    const number = holders[0] && textField(holders[0].fields, 'certificate_number');
    const { identifier, type } = claims;
    const named = { identifier, ...(number !== undefined && { number: { type, text: number } }) };
    const [authority = ''] = place.batch.split('/');
    for (const each of keysOf(authority, named)) found.push([each, place]);
    opened += 1;
    if (opened % SLICE > 0) continue;
    await newest.list(found);
    found = [];
    await new Promise((resolve) => setImmediate(resolve));
  }
  await newest.list(found);
  await storage.write([{ type: 'put', key: LISTED, value: '' }]);
}
