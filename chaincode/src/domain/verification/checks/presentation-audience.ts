/** What a presentation is addressed to: one authority and one matter. */
export function presentationAudience(authority: string, matter: string): string {
  return `urn:huren:authority:${authority}:matter:${matter}`;
}
