/** Where a state record was last written: Fabric's height of a key, and the unit of MVCC. */
export interface Version {
  readonly block: number;
  readonly tx: number;
}

/** Eight bytes: block and index, big-endian; no bytes when the key was absent. */
export function encodeVersion(version: Version | undefined): Buffer {
  if (version === undefined) return Buffer.alloc(0);
  const bytes = Buffer.allocUnsafe(8);
  bytes.writeUInt32BE(version.block, 0);
  bytes.writeUInt32BE(version.tx, 4);
  return bytes;
}

export function decodeVersion(bytes: Buffer): Version | undefined {
  if (bytes.length === 0) return undefined;
  return { block: bytes.readUInt32BE(0), tx: bytes.readUInt32BE(4) };
}

export function sameVersion(a: Version | undefined, b: Version | undefined): boolean {
  return a?.block === b?.block && a?.tx === b?.tx;
}
