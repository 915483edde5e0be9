import { decodeBase64url, isJsonObject, type JsonValue, nobleSigner } from '@huren/chaincode/domain';
import { type HolderKey, signerHolderKey } from '../sdk';
import { usage } from './trouble';

/** The private P-256 JWK of a holder or an agent, for trials. @throws Trouble wrong-holder-key */
export function readHolderKey(value: JsonValue): HolderKey {
  const { d, x, y } = isJsonObject(value) ? value : {};
  try {
    if (typeof d === 'string') {
      const key = signerHolderKey(nobleSigner('ES256', decodeBase64url(d)));
      // A file whose halves do not match was put together wrongly; the licence names the public one.
      if (key.publicJwk['x'] === x && key.publicJwk['y'] === y) return key;
    }
  } catch {
    // What the curve library says of a wrong key is no help to the user, and may hold the key.
  }
  throw usage(
    'wrong-holder-key',
    '文件不是 P-256 私钥（JWK），或公私钥不是一对，未出示；请核对 --holder-key。',
    'The file is no private P-256 JWK, or its halves do not match, so nothing was shown; check --holder-key.',
  );
}
