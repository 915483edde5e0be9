import type { ShownOffers } from './offer-desk';

const key = 'huren.issuer.offers';

interface Kept {
  readonly subject: string;
  readonly offers: ShownOffers;
}

/** A reload leaves the codes on the screen, for the same person in the same window; they name nobody. */
export function keepOffers(subject: string | undefined, offers: ShownOffers): void {
  if (subject === undefined) return;
  try {
    sessionStorage.setItem(key, JSON.stringify({ subject, offers } satisfies Kept));
  } catch {
    // Storage may be forbidden: they are then shown until the page is left.
  }
}

export function keptOffers(subject: string | undefined): ShownOffers | undefined {
  try {
    const kept = JSON.parse(sessionStorage.getItem(key) ?? 'null') as Kept | null;
    return kept !== null && kept.subject === subject ? kept.offers : undefined;
  } catch {
    return undefined;
  }
}

export function forgetOffers(): void {
  try {
    sessionStorage.removeItem(key);
  } catch {
    // Nothing was kept.
  }
}
