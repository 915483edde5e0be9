import { verifyWith } from '../../crypto/verification-key';
import { decodeBase64url } from '../../encoding/base64url';
import { canonicalBytes } from '../../json/canonical';
import type { Anchor, CoSeal } from '../../licence/anchor';
import { coSealStatement } from '../../licence/anchoring';
import { type Finding } from '../finding';
import { finding } from '../finding-code';
import { type Examination, keyOfSeal, newest } from '../inquiry';

/**
 * 4. The issuer's signature over the JWT, by the algorithm that the key's ledger record names, and those of the
 * further seals over the batch. Whether the keys may be relied on is the next check's question.
 */
export function checkSignature(examination: Examination): Finding {
  const { credential, facts, provider, anchor } = examination;
  const { header, signingInput, signature } = credential.sdJwt;
  const seal = newest(facts.seals[credential.keyId]);
  const key = seal === undefined ? undefined : keyOfSeal(examination, seal);
  if (key === undefined) return finding('SIGNATURE_UNCHECKED', { keyId: credential.keyId });
  const evidence = { keyId: key.id, algorithm: key.suite };
  if (header.alg !== key.suite) return finding('ALGORITHM_DIFFERS', { ...evidence, header: header.alg });
  if (!verifyWith(provider, key, signingInput, signature)) return finding('SIGNATURE_INVALID', evidence);
  const bad =
    anchor?.value.coSeals.filter((coSeal) => !isGoodCoSeal(examination, anchor.value, coSeal)) ?? [];
  if (bad.length > 0)
    return finding('CO_SEAL_INVALID', { ...evidence, coSeals: bad.map(({ role }) => role) });
  return finding('SIGNATURE_VALID', evidence);
}

function isGoodCoSeal(examination: Examination, anchor: Anchor, coSeal: CoSeal): boolean {
  const seal = newest(examination.facts.seals[coSeal.keyId]);
  const key = seal === undefined ? undefined : keyOfSeal(examination, seal);
  if (key === undefined) return false;
  const statement = canonicalBytes(coSealStatement(anchor, coSeal.role));
  return verifyWith(examination.provider, key, statement, decodeBase64url(coSeal.signature));
}
