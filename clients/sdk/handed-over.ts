import {
  array,
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
  object,
  parseCredential,
  readJson,
  string,
} from '@huren/chaincode/domain';

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
 * Reads what was handed over, for this phone's key and nobody else's.
 * @throws MalformedError those of the shapes; `delegation-for-another` when its last link names another key
 */
export function parseHandedOver(text: string, ownKey: JsonObject): HandedOver {
  const value: JsonValue = readJson(text);
  if (!isJsonObject(value)) throw new MalformedError('wrong-type', 'The value is not an object.');
  const handed = HandedOverShape(value);
  const own = importJwk(ownKey).id;
  for (const { file } of handed.licences) {
    const { delegations } = parseCredential(file as unknown as JsonValue);
    const last = delegations?.links.at(-1)?.payload.agentKey;
    if (last === undefined || importJwk(last).id !== own) {
      throw new MalformedError('delegation-for-another', 'The delegation is for another phone’s key.');
    }
  }
  return handed;
}
