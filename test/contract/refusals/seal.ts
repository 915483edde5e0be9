import { encodeBase64url } from '@huren/chaincode/domain';
import { demoPki } from '../../ses/demo-pki';
import { makeSeal, sealDraft } from '../../ses/demo-seal';
import {
  APPROVER,
  BAICHENG,
  CUSTODIAN,
  ISSUER,
  ISSUER_KEY,
  QIQIHAR,
  RECEIPT_KEY,
  RETIRED_KEY,
  ROLE_KEY,
  sealOf,
  signer,
  SUCCESSOR,
  WITNESSED_KEY,
} from '../demo-network';
import { freshKey, mandated } from '../valid-calls';
import { act, compromise, inTurn, keyId, nobody, type Row } from './row';

const pki = demoPki();
const sesSeal = makeSeal(sealDraft(pki.signer), pki.maker);

/** A seal of the issuer's that its custodian holds. */
const HELD_KEY = signer('ES256', 41);
const held = inTurn(
  mandated,
  act(CUSTODIAN, 'seal:register', sealOf(HELD_KEY, ISSUER, { authority: ISSUER })),
);

export const sealRefusals: Readonly<Record<string, readonly Row[]>> = {
  'seal:register': [
    ['NOT_ENTITLED', 'no mandate to seal', CUSTODIAN, { ...sealOf(freshKey, ISSUER), authority: ISSUER }],
    [
      'NOT_ENTITLED',
      'the named custodian has no mandate',
      ISSUER,
      sealOf(freshKey, ISSUER, { custodian: CUSTODIAN }),
    ],
    [
      'NOT_ENTITLED',
      'a custodian names another',
      CUSTODIAN,
      sealOf(freshKey, ISSUER, { authority: ISSUER, custodian: SUCCESSOR }),
      mandated,
    ],
    [
      'NOT_ENTITLED',
      'a custodian passes its key off as held by the authority',
      CUSTODIAN,
      sealOf(freshKey, ISSUER, { authority: ISSUER, custodian: ISSUER }),
      mandated,
    ],
    ['KEY_EXISTS', 'registered already', ISSUER, sealOf(ISSUER_KEY, ISSUER)],
    ['KEY_EXISTS', 'retired keys stay taken', ISSUER, sealOf(RETIRED_KEY, ISSUER)],
    ['KEY_EXISTS', 'a receipt key seals nothing', ISSUER, sealOf(RECEIPT_KEY, ISSUER)],
    ['SEAL_UNKNOWN', 'replaces nothing', ISSUER, sealOf(freshKey, ISSUER, { replaces: nobody })],
    [
      'AUTHORITY_STATE',
      'the authority behind the custodian is suspended',
      CUSTODIAN,
      sealOf(freshKey, ISSUER, { authority: ISSUER }),
      inTurn(mandated, act(APPROVER, 'authority:suspend', { authority: ISSUER })),
    ],
    [
      'SEAL_OF_ANOTHER',
      "replaces another authority's",
      ISSUER,
      sealOf(freshKey, ISSUER, { replaces: WITNESSED_KEY.keyId }),
    ],
    ['PROOF_INVALID', 'proof for another authority', ISSUER, sealOf(freshKey, CUSTODIAN)],
    [
      'PROOF_INVALID',
      "proof by another's key",
      ISSUER,
      { ...sealOf(freshKey, ISSUER), proof: sealOf(ISSUER_KEY, ISSUER)['proof'] },
    ],
    [
      'SES_SEAL_INVALID',
      'its SES seal lists another key',
      ISSUER,
      sealOf(signer('SM2SM3', 42), ISSUER, { ses: { seal: encodeBase64url(sesSeal) } }),
    ],
  ],
  'seal:rotate': [
    ['NOT_ENTITLED', 'not its authority', CUSTODIAN, { keyId, next: sealOf(freshKey, ISSUER) }],
    [
      'NOT_ENTITLED',
      'a custodian replaces a seal that it does not hold',
      CUSTODIAN,
      { keyId, next: sealOf(freshKey, ISSUER) },
      mandated,
    ],
    ['KEY_EXISTS', 'the next key is taken', ISSUER, { keyId, next: sealOf(ROLE_KEY, ISSUER) }],
    ['SEAL_UNKNOWN', 'no such seal', ISSUER, { keyId: nobody, next: sealOf(freshKey, ISSUER) }],
    [
      'AUTHORITY_STATE',
      'the authority behind the custodian is suspended',
      CUSTODIAN,
      { keyId: HELD_KEY.keyId, next: sealOf(freshKey, ISSUER) },
      inTurn(held, act(APPROVER, 'authority:suspend', { authority: ISSUER })),
    ],
    [
      'SEAL_RETIRED',
      'retired for good',
      ISSUER,
      { keyId: RETIRED_KEY.keyId, next: sealOf(freshKey, ISSUER) },
    ],
    ['PROOF_INVALID', 'proof for another authority', ISSUER, { keyId, next: sealOf(freshKey, CUSTODIAN) }],
    [
      'SES_SEAL_INVALID',
      'its SES seal lists another key',
      ISSUER,
      { keyId, next: sealOf(signer('SM2SM3', 42), ISSUER, { ses: { seal: encodeBase64url(sesSeal) } }) },
    ],
  ],
  'seal:freeze': [
    ['NOT_ENTITLED', 'not its authority', CUSTODIAN, { keyId }],
    ['SEAL_UNKNOWN', 'no such seal', ISSUER, { keyId: nobody }],
    ['SEAL_RETIRED', 'retired for good', ISSUER, { keyId: RETIRED_KEY.keyId }],
    ['SEAL_NOT_ACTIVE', 'frozen already', ISSUER, { keyId }, act(ISSUER, 'seal:freeze', { keyId })],
  ],
  'seal:unfreeze': [
    ['NOT_ENTITLED', 'not its authority', CUSTODIAN, { keyId }],
    [
      'NOT_ENTITLED',
      'a custodian brings back what the authority froze',
      CUSTODIAN,
      { keyId: HELD_KEY.keyId },
      inTurn(held, act(ISSUER, 'seal:freeze', { keyId: HELD_KEY.keyId })),
    ],
    ['SEAL_UNKNOWN', 'no such seal', ISSUER, { keyId: nobody }],
    ['SEAL_RETIRED', 'retired for good', ISSUER, { keyId: RETIRED_KEY.keyId }],
    [
      'SEAL_COMPROMISED',
      'reported compromised',
      ISSUER,
      { keyId },
      act(ISSUER, 'seal:reportCompromise', compromise),
    ],
    ['SEAL_NOT_FROZEN', 'it is active', ISSUER, { keyId }],
  ],
  'seal:retire': [
    ['NOT_ENTITLED', 'not its authority', CUSTODIAN, { keyId }],
    ['NOT_ENTITLED', 'a custodian that does not hold it', CUSTODIAN, { keyId }, mandated],
    ['SEAL_UNKNOWN', 'no such seal', ISSUER, { keyId: nobody }],
    ['SEAL_RETIRED', 'retired before', ISSUER, { keyId: RETIRED_KEY.keyId }],
  ],
  'seal:reportCompromise': [
    ['MALFORMED_ARGUMENT', 'a position before the ledger', ISSUER, { keyId, from: { block: -1, tx: 0 } }],
    ['NOT_ENTITLED', 'not its authority', CUSTODIAN, compromise],
    ['NOT_ENTITLED', 'not its member', BAICHENG, compromise],
    ['SEAL_UNKNOWN', 'no such seal', ISSUER, { ...compromise, keyId: nobody }],
    [
      'COMPROMISE_EXISTS',
      'reported before',
      QIQIHAR,
      compromise,
      act(ISSUER, 'seal:reportCompromise', compromise),
    ],
  ],
  'seal:confirmCompromise': [
    [
      'NOT_ENTITLED',
      'nobody confirms its own report',
      ISSUER,
      compromise,
      act(ISSUER, 'seal:reportCompromise', compromise),
    ],
    [
      'NOT_ENTITLED',
      'its superior has joined',
      BAICHENG,
      compromise,
      act(ISSUER, 'seal:reportCompromise', compromise),
    ],
    [
      'NOT_ENTITLED',
      'its own member, without a superior',
      BAICHENG,
      { ...compromise, keyId: WITNESSED_KEY.keyId },
    ],
    ['SEAL_UNKNOWN', 'no such seal', APPROVER, { ...compromise, keyId: nobody }],
    ['COMPROMISE_UNKNOWN', 'nothing reported', APPROVER, compromise],
    [
      'COMPROMISE_CONFIRMED',
      'confirmed before',
      APPROVER,
      compromise,
      inTurn(
        act(ISSUER, 'seal:reportCompromise', compromise),
        act(APPROVER, 'seal:confirmCompromise', compromise),
      ),
    ],
    [
      'COMPROMISE_DIFFERS',
      'widened since the confirmer looked at it',
      APPROVER,
      { keyId, from: { block: 5, tx: 0 } },
      inTurn(
        act(ISSUER, 'seal:reportCompromise', { keyId, from: { block: 5, tx: 0 } }),
        act(QIQIHAR, 'seal:reportCompromise', compromise),
      ),
    ],
    ['MALFORMED_ARGUMENT', 'no position', APPROVER, { keyId }],
  ],
};
