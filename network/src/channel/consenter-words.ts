import { common, orderer } from '@hyperledger/fabric-protos';
import { fingerprint } from './organisation-group';

/** The first digits of a PEM certificate's SHA-256. */
export const certificatePrint = (pem: Uint8Array): string =>
  fingerprint(Buffer.from(pem).toString('utf8')).replaceAll(':', '').slice(0, 16).toLowerCase();

/** BFT's consenters (`common.Orderers`), one text each: id, MSP, address, and its certificates' first digits. */
export function bftConsenterTexts(value: Uint8Array): readonly string[] {
  return common.Orderers.deserializeBinary(value)
    .getConsenterMappingList()
    .map((one) => {
      const place = `${one.getHost()}:${String(one.getPort())}`;
      const certificates = [one.getIdentity_asU8(), one.getServerTlsCert_asU8(), one.getClientTlsCert_asU8()];
      return `${String(one.getId())} ${one.getMspId()} ${place} [${distinct(certificates)}]`;
    });
}

/** Raft's consenters inside `ConsensusType`; under BFT there are none here. */
export function raftConsenterTexts(value: Uint8Array): readonly string[] {
  const type = orderer.ConsensusType.deserializeBinary(value);
  if (type.getType() !== 'etcdraft') return [];
  return orderer.etcdraft.ConfigMetadata.deserializeBinary(type.getMetadata_asU8())
    .getConsentersList()
    .map((one) => {
      const certificates = [one.getServerTlsCert_asU8(), one.getClientTlsCert_asU8()];
      return `${one.getHost()}:${String(one.getPort())} [${distinct(certificates)}]`;
    });
}

/** Everything of a `ConsensusType` beside the list of consenters, in digits. */
export function consensusRest(value: Uint8Array): string {
  const type = orderer.ConsensusType.deserializeBinary(value);
  let metadata = type.getMetadata_asU8();
  if (type.getType() === 'etcdraft') {
    const read = orderer.etcdraft.ConfigMetadata.deserializeBinary(metadata);
    read.clearConsentersList();
    metadata = read.serializeBinary();
  }
  const mode = String(type.getState());
  return `${type.getType()} ${mode} ${Buffer.from(metadata).toString('hex')}`;
}

function distinct(certificates: readonly Uint8Array[]): string {
  return [...new Set(certificates.map(certificatePrint))].join(' ');
}

/** Who goes (−), who comes (+), how many stay as they are (=). An orderer with new certificates goes and comes. */
export function consenterChange(was: readonly string[], is: readonly string[]): string {
  const gone = was.filter((one) => !is.includes(one)).map((one) => `− ${one}`);
  const come = is.filter((one) => !was.includes(one)).map((one) => `+ ${one}`);
  const kept = is.filter((one) => was.includes(one)).length;
  return [...gone, ...come, `= ${String(kept)}`].join('; ');
}
