import { verifyWith } from '../../crypto/verification-key';
import { decodeBase64url } from '../../encoding/base64url';
import { canonicalBytes } from '../../json/canonical';
import type { Anchor, CoSeal } from '../../licence/anchor';
import { coSealStatement } from '../../licence/anchoring';
import { type Finding } from '../finding';
import { finding } from '../finding-code';
import { type Examination, keyOfSeal, newest } from '../inquiry';
import { checkPageSignature } from './page-form';

/**
 * 4. The issuer's signature over the JWT, by the algorithm that the key's ledger record names, and those of the
 * further seals over the batch; of a page form, the signatures of its seals. Whether the keys may be relied on is the next check's question.
 */
export function checkSignature(examination: Examination): Finding {
  const { credential, facts, provider } = examination;
  if (credential.form === 'page') {
    const found = checkPageSignature(credential);
    return found.outcome === 'fail' ? found : (coSealFault(examination, {}) ?? found);
  }
  const { header, signingInput, signature } = credential.sdJwt;
  const seal = newest(facts.seals[credential.keyId]);
  const key = seal === undefined ? undefined : keyOfSeal(examination, seal);
  if (key === undefined) return finding('SIGNATURE_UNCHECKED', { keyId: credential.keyId });
  const evidence = { keyId: key.id, algorithm: key.suite };
  if (header.alg !== key.suite) return finding('ALGORITHM_DIFFERS', { ...evidence, header: header.alg });
  if (!verifyWith(provider, key, signingInput, signature)) return finding('SIGNATURE_INVALID', evidence);
  return coSealFault(examination, evidence) ?? finding('SIGNATURE_VALID', evidence);
}

/** The further seals of the batch, which sign the batch itself. */
function coSealFault(
  examination: Examination,
  evidence: Readonly<Record<string, unknown>>,
): Finding | undefined {
  const { anchor } = examination;
  const bad =
    anchor?.value.coSeals.filter((coSeal) => !isGoodCoSeal(examination, anchor.value, coSeal)) ?? [];
  if (bad.length === 0) return undefined;
  return finding('CO_SEAL_INVALID', { ...evidence, coSeals: bad.map(({ role }) => role) });
}

function isGoodCoSeal(examination: Examination, anchor: Anchor, coSeal: CoSeal): boolean {
  const seal = newest(examination.facts.seals[coSeal.keyId]);
  const key = seal === undefined ? undefined : keyOfSeal(examination, seal);
  if (key === undefined) return false;
  const statement = canonicalBytes(coSealStatement(anchor, coSeal.role));
  return verifyWith(examination.provider, key, statement, decodeBase64url(coSeal.signature));
}
