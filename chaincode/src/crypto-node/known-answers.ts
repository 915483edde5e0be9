import type { HashName, SuiteName } from '../domain/crypto/provider';
import { encodeUtf8 } from '../domain/encoding/utf8';

/** Published answers that a native algorithm must give before it is used. */

interface KnownSignature {
  readonly publicKey: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

const hex = (...parts: string[]): Uint8Array => Uint8Array.from(Buffer.from(parts.join(''), 'hex'));

/** base64url of the digest of "abc": FIPS 180-4 examples; GB/T 32905-2016 Annex A.1. */
export const KNOWN_DIGESTS: Readonly<Record<HashName, string>> = {
  'sha-256': 'ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0',
  sm3: 'Zsfw9GLu7dnR8tRr3BDk4kFnxIdc8veiKX2gK49LqOA',
};

export const KNOWN_SIGNATURES: Readonly<Record<SuiteName, KnownSignature>> = {
  // RFC 6979 §A.2.5, SHA-256, "sample".
  ES256: {
    publicKey: hex(
      '0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6',
      '7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299',
    ),
    message: encodeUtf8('sample'),
    signature: hex(
      'efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716',
      'f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8',
    ),
  },
  // RFC 8032 §7.1, test 2.
  EdDSA: {
    publicKey: hex('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c'),
    message: hex('72'),
    signature: hex(
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da',
      '085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    ),
  },
  // GB/T 32918.5-2017 Annex A.2.
  SM2SM3: {
    publicKey: hex(
      '0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020',
      'ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13',
    ),
    message: encodeUtf8('message digest'),
    signature: hex(
      'f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3',
      'b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa',
    ),
  },
};
