import { acceptedMappings, otherSide } from '../../matter/equal-matters';
import type { Examination } from '../inquiry';

/** The asked matter's basic code and those that a mapping makes equal to it between the issuer's region and the asker's. */
export function mattersEqualTo({ matter, facts, day, issuer, relying }: Examination): readonly string[] {
  const { basic } = matter;
  if (facts.mappings.length === 0 || issuer === undefined || relying === undefined) return [basic];
  const mappings = acceptedMappings(facts.mappings, day, [issuer.region, relying.region]);
  return [basic, ...mappings.map((mapping) => otherSide(mapping, basic))];
}
