import type { Bilingual } from '@huren/chaincode/domain';
import { licenceStateWords } from '@huren/clients';
import type { KnownState } from './ledger-states';
import type { LicenceView } from './licence-view';
import { words } from './words';

/** What this phone knows that speaks against showing a licence; undefined: nothing. */
export function knownAgainst({ state }: LicenceView, known: KnownState | undefined): Bilingual | undefined {
  if (known?.state === 'not-anchored') return words.notAnchored;
  if (known !== undefined && known.state !== 'valid') return licenceStateWords[known.state];
  if (state === 'valid') return undefined;
  return state === 'over' ? words.over : words.notYet;
}
