import { X509Certificate } from 'node:crypto';
import type { MspTrust } from '../identity';
import { RecordReader, RecordWriter } from './record';

/** What every reader of the network agrees on; a configuration block carries it, and block 0 is the first. */
export interface ChannelConfiguration {
  readonly channelId: string;
  /** In order of the MSP ids. */
  readonly members: readonly MspTrust[];
  /** When this configuration was written, milliseconds since 1970. */
  readonly writtenAt: number;
}

/** `1: channel id, 2: written at, 3*: {1: MSP id, 2*: CA certificate DER}` */
export function encodeConfiguration(configuration: ChannelConfiguration): Buffer {
  const writer = new RecordWriter().text(1, configuration.channelId).number(2, configuration.writtenAt);
  for (const member of [...configuration.members].sort((a, b) => (a.mspId < b.mspId ? -1 : 1))) {
    const certificates = member.caCertificates.map((pem) => new X509Certificate(pem).raw);
    const entry = new RecordWriter().text(1, member.mspId);
    for (const der of certificates.sort((a, b) => a.compare(b))) entry.field(2, der);
    writer.field(3, entry.bytes());
  }
  return writer.bytes();
}

/** @throws MalformedRecord */
export function decodeConfiguration(bytes: Buffer): ChannelConfiguration {
  const reader = new RecordReader(bytes);
  const channelId = reader.text(1);
  const writtenAt = reader.number(2);
  const members = reader.all(3, (entry) => {
    const mspId = entry.text(1);
    const caCertificates: string[] = [];
    while (entry.next() !== undefined) caCertificates.push(new X509Certificate(entry.field(2)).toString());
    return { mspId, caCertificates };
  });
  reader.end();
  return { channelId, members, writtenAt };
}

/** Whether two configurations say the same; when they were written does not matter. */
export function sameConfiguration(a: ChannelConfiguration, b: ChannelConfiguration): boolean {
  return encodeConfiguration({ ...a, writtenAt: 0 }).equals(encodeConfiguration({ ...b, writtenAt: 0 }));
}

/** @throws RangeError when the members do not make a channel. */
export function requireConfiguration(configuration: ChannelConfiguration): void {
  const ids = configuration.members.map(({ mspId }) => mspId);
  if (!/^[a-z][a-z0-9.-]{0,248}$/.test(configuration.channelId)) {
    throw new RangeError('a channel id is made of lower-case letters, digits, dots and hyphens');
  }
  if (ids.length === 0 || configuration.members.some(({ caCertificates }) => caCertificates.length === 0)) {
    throw new RangeError('a channel has members, and each member has a CA certificate');
  }
  if (new Set(ids).size !== ids.length) throw new RangeError('a member is named twice in the channel');
}
