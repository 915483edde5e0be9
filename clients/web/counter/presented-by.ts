import { type JsonValue, MalformedError, parseCredential } from '@huren/chaincode/domain';

/** Whoever shows a licence for its holder, as the last delegation names them; empty: it names nobody. */
export interface PresentedBy {
  readonly name: string;
}

/**
 * The agent of a credential, by what the presentation itself says; undefined where no delegation came with it. Nothing
 * is verified here: whether the delegation holds, the finding about the holder says.
 */
export function presentedBy(credential: JsonValue): PresentedBy | undefined {
  try {
    const read = parseCredential(credential);
    const last = read.delegations?.links.at(-1);
    return last === undefined ? undefined : { name: last.payload.agentName ?? '' };
  } catch (error) {
    if (error instanceof MalformedError) return undefined;
    throw error;
  }
}
