/** Object identifiers of GM/T 0006 that seals and signatures carry. */
export const OID = {
  sm2WithSm3: '1.2.156.10197.1.501',
  sm2Sign: '1.2.156.10197.1.301.1',
  sm3: '1.2.156.10197.1.401',
  /** SM3 with a key; one vendor names plain SM3 so. */
  sm3WithKey: '1.2.156.10197.1.401.2',
  /** GB/T 35275-2017 §5. */
  sm2Data: '1.2.156.10197.6.1.4.2.1',
  sm2SignedData: '1.2.156.10197.6.1.4.2.2',
  pkcs7Data: '1.2.840.113549.1.7.1',
  pkcs7SignedData: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
} as const;

/** Whether an identifier names SM2 signatures over SM3; writers use either of two. */
export function isSm2Signature(oid: string): boolean {
  return oid === OID.sm2WithSm3 || oid === OID.sm2Sign;
}

/** Names of SM3 as References@CheckMethod writes them. */
export function isSm3Name(name: string): boolean {
  return name === OID.sm3 || name === OID.sm3WithKey || name.toUpperCase() === 'SM3';
}

const SM2_NAMES = new Set(['SM2', 'SM3SM2', 'SM2SM3', 'SM2WITHSM3', 'SM3WITHSM2']);
/** The curve's own identifier; some writers name the key's kind here. */
const SM2_CURVE = '1.2.156.10197.1.301';

/** Names of SM2 over SM3 as SignatureMethod writes them; undefined where nothing is named. */
export function isSm2Name(name: string): boolean | undefined {
  const text = name.trim();
  if (text === '') return undefined;
  const plain = text.toUpperCase().replace(/[^A-Z0-9.]/g, '');
  return isSm2Signature(text) || text === SM2_CURVE || SM2_NAMES.has(plain);
}
