import {
  array,
  type CryptoProvider,
  DelegationsShape,
  importJwk,
  type Infer,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  literal,
  LocatedAnchorShape,
  MAX_CREDENTIAL_LENGTH,
  MalformedError,
  nobleProvider,
  object,
  parseCredential,
  readJson,
  string,
} from '@huren/chaincode/domain';
import { isPlaced, placeOf } from './anchored-leaf';
import { requireAgent } from './delegation';

const name = string({ min: 1, max: 200 });
const bilingual = object({ zh: name, en: name });

const HandedOverShape = object({
  v: literal(1),
  licences: array(
    object({
      file: object({
        sdJwt: string({ min: 1, max: MAX_CREDENTIAL_LENGTH }),
        anchor: LocatedAnchorShape,
        delegations: DelegationsShape,
      }),
      typeName: bilingual,
      issuerName: bilingual,
    }),
    { min: 1, max: 10 },
  ),
});

/** What one phone hands to an agent's: licences with the fields that were chosen, and the chain that lets present them. */
export type HandedOver = Infer<typeof HandedOverShape>;

/**
 * Reads what was handed over, for this phone's key and nobody else's, and takes up nothing that no counter could take:
 * every chain is signed from the holder down, for the licence's type, and hangs on a leaf of the batch that it names.
 * @throws MalformedError those of the shapes; `delegation-for-another` when its last link names another key;
 * `no-holder-key`, `not-anchored`, `wrong-type-delegated`, a DelegationFault
 */
export function parseHandedOver(
  text: string,
  ownKey: JsonObject,
  provider: CryptoProvider = nobleProvider,
): HandedOver {
  const value: JsonValue = readJson(text);
  if (!isJsonObject(value)) throw new MalformedError('wrong-type', 'The value is not an object.');
  const handed = HandedOverShape(value);
  const own = importJwk(ownKey).id;
  for (const { file } of handed.licences) {
    const credential = parseCredential(file as unknown as JsonValue);
    const chain = credential.delegations;
    const last = chain?.links.at(-1)?.payload.agentKey;
    if (chain === undefined || last === undefined || importJwk(last).id !== own) {
      throw new MalformedError('delegation-for-another', 'The delegation is for another phone’s key.');
    }
    requireAgent(chain, credential, provider);
    placeOf(credential, provider);
    const root = chain.links[0]?.payload.root;
    if (root === undefined || !isPlaced(root, provider)) {
      throw new MalformedError('not-anchored', 'The delegation hangs on no leaf of its batch.');
    }
    if (!chain.links.every(({ payload: { types } }) => types.includes(credential.claims.type))) {
      throw new MalformedError('wrong-type-delegated', 'The delegation is for other types of licences.');
    }
  }
  return handed;
}
