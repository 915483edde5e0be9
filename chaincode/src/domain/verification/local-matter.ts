import type { Authority } from '../authority/authority';
import { type Day, dayOfMs } from '../code/day';
import { isLocalMatterCode } from '../code/local-matter-code';
import { MalformedError } from '../encoding/malformed';
import type { LicenceClaims } from '../licence/claim-values';
import { basicOfLocal } from '../matter/equal-matters';
import { recordKey } from '../record/record-key';
import { latestVersion } from '../record/version';
import type { RecordSource } from './facts';
import type { Question } from './question';

/**
 * The question about the basic code that its local one counts as between the licence's issuer and the asker; `local`
 * tells what it was taken for. A question about a matter code stays as it is. The same for gateways, trust files and
 * facts that a gateway answered.
 * @param nowMs the clock of who asks, epoch ms
 * @throws MalformedError list-of-local-code (a list is named beside a matter code), local-code-unmapped (it counts as no
 * matter here, or as several: then its list must be named)
 */
export function settleMatter(
  source: Pick<RecordSource, 'history' | 'mappings'>,
  { issuer }: Pick<LicenceClaims, 'issuer'>,
  question: Question,
  nowMs: number,
): Question {
  const { matter: code, list, ...rest } = question;
  if (!isLocalMatterCode(code)) {
    if (list === undefined) return question;
    throw new MalformedError('list-of-local-code', 'Only a local code belongs to a list.', '/list');
  }
  const { relying, asOf, knownAt } = rest;
  const asking = regionOf(source, relying);
  const issuing = regionOf(source, issuer);
  const day = (asOf ?? dayOfMs(nowMs)) as Day;
  const local =
    asking === undefined || issuing === undefined
      ? undefined
      : basicOfLocal(source, {
          code,
          ...(list !== undefined && { list }),
          asking,
          issuing,
          day,
          ...(knownAt !== undefined && { height: knownAt }),
        });
  if (local === undefined) throw unmapped();
  return { ...rest, matter: local.basic, local };
}

/** What is thrown for a local code that leads to no one matter. */
export function unmapped(): MalformedError {
  return new MalformedError(
    'local-code-unmapped',
    'The local code counts as no matter here, or as several: name its list, or use the matter code.',
    '/matter',
  );
}

function regionOf(source: Pick<RecordSource, 'history'>, code: string): string | undefined {
  return latestVersion(source.history<Authority>(recordKey.authority(code)))?.value?.region;
}
