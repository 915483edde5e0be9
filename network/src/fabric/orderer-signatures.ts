import { verify } from 'node:crypto';
import { common } from '@hyperledger/fabric-protos';
import { isLowS } from '../identity';
import { BlockDamaged } from './block-damaged';
import { metadataOf, type BlockParts } from './block-parts';
import { ordererIdentity, type ChannelConfiguration } from './channel-configuration';
import type { ChannelIdentity } from './channel-msp';

/** Signatures looked at in one block; a channel has far fewer orderers. */
const mostSignatures = 256;
/** Block time is what clients claim, and peers let their clocks differ by a quarter of an hour. */
const clockMs = 15 * 60_000;

/** The number of the configuration block that was in force, as the orderers signed it. @throws BlockDamaged */
export function lastConfigurationOf(raw: common.Block): number {
  const number = raw.getHeader()?.getNumber() ?? -1;
  const signed = signedMetadata(raw, number);
  try {
    const value = common.OrdererBlockMetadata.deserializeBinary(signed.getValue_asU8());
    const index = value.getLastConfig()?.getIndex() ?? 0;
    if (Number.isSafeInteger(index) && index <= number) return index;
  } catch {
    // Below: no number can be read from it.
  }
  throw new BlockDamaged(number, 'last-configuration', 'it names no configuration');
}

function signedMetadata(raw: common.Block, number: number): common.Metadata {
  try {
    return common.Metadata.deserializeBinary(
      metadataOf(raw, common.BlockMetadataIndex.SIGNATURES) ?? new Uint8Array(),
    );
  } catch {
    throw new BlockDamaged(number, 'malformed', 'its signatures cannot be read');
  }
}

/**
 * Checks that those have signed the block whom the configuration asks for: under BFT a quorum of different consenters,
 * under Raft whoever meets the channel's policy for blocks. A signature that does not hold counts for nothing, as does
 * one of a certificate that was revoked or had ended.
 * @param at time of the block before, ms since 1970.
 * @throws BlockDamaged
 */
export function checkSignatures(parts: BlockParts, configuration: ChannelConfiguration, at: number): void {
  const metadata = signedMetadata(parts.raw, parts.number);
  const signatures = metadata.getSignaturesList();
  if (signatures.length > mostSignatures) {
    throw new BlockDamaged(parts.number, 'signatures', 'it has more signatures than there can be orderers');
  }
  const { signing } = configuration;
  const signers = new Map<string, ChannelIdentity>();
  for (const one of signatures) {
    const header =
      signing.consensus === 'bft' ? one.getIdentifierHeader_asU8() : one.getSignatureHeader_asU8();
    const signer = signerOf(header, configuration);
    if (signer === undefined || signers.has(signer.certificate) || !inForce(signer, at)) continue;
    const signed = Buffer.concat([metadata.getValue_asU8(), header, parts.header]);
    if (holds(signed, one.getSignature_asU8(), signer)) signers.set(signer.certificate, signer);
    if (signing.consensus === 'bft' && signers.size >= signing.quorum) return;
  }
  if (signing.consensus === 'raft' && signing.policy([...signers.values()])) return;
  const found = String(signers.size);
  const needed =
    signing.consensus === 'bft' ? `of ${String(signing.quorum)} that are needed` : 'by the policy';
  throw new BlockDamaged(parts.number, 'signatures', `${found} orderers' signatures hold, ${needed}`);
}

function signerOf(header: Uint8Array, configuration: ChannelConfiguration): ChannelIdentity | undefined {
  if (header.length === 0) return undefined;
  try {
    const { signing } = configuration;
    if (signing.consensus === 'raft') {
      const creator = common.SignatureHeader.deserializeBinary(header).getCreator_asU8();
      return ordererIdentity(creator, configuration);
    }
    const id = common.IdentifierHeader.deserializeBinary(header).getIdentifier();
    return signing.consenters.find((consenter) => consenter.id === id)?.identity;
  } catch {
    return undefined;
  }
}

/** After an idle night a certificate may be younger than the block before; only its end says anything. */
function inForce({ notAfter }: ChannelIdentity, at: number): boolean {
  return at <= notAfter + clockMs;
}

/** ECDSA P-256 over SHA-256, DER, with the lower s: one signature has one spelling. */
function holds(bytes: Buffer, signature: Uint8Array, { publicKey }: ChannelIdentity): boolean {
  return isLowS(signature) && verify('sha256', bytes, publicKey, signature);
}
