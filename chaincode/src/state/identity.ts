import type { Context } from 'fabric-contract-api';
import { certificateDer, certificateKid, identityKeyOf } from '../domain/authority/certificate';
import { dayOfMs } from '../domain/code';
import { MalformedError } from '../domain/encoding';
import type { Identity } from '../domain/member/caller';

/** The certificate attribute that names the authority its holder acts for. */
export const AUTHORITY_ATTRIBUTE = 'huren.authority';

/** Who calls, from the transaction's certificate alone, and the transaction's day: the client's claim (DESIGN 4). */
export function identityOf(ctx: Context): Identity {
  const { mspid, idBytes } = ctx.stub.getCreator();
  const authority = ctx.clientIdentity.getAttributeValue(AUTHORITY_ATTRIBUTE);
  const pem = Buffer.from(idBytes).toString('utf8');
  const publicKey = authority === null ? undefined : keyOf(pem);
  return {
    msp: mspid,
    kid: certificateKid(certificateDer(pem)),
    day: dayOfMs(Number(ctx.stub.getTxTimestamp().seconds) * 1000),
    ...(publicKey === undefined ? {} : { publicKey }),
    ...(authority === null ? {} : { authority }),
  };
}

function keyOf(pem: string): string | undefined {
  try {
    return identityKeyOf(pem).publicKey;
  } catch (error) {
    if (error instanceof MalformedError) return undefined;
    throw error;
  }
}
