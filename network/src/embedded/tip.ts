import { RecordReader, RecordWriter } from './record';

/** The end of the chain, written with each block in the same batch. */
export interface Tip {
  /** Number of blocks. */
  readonly height: number;
  /** Hash of the last block. */
  readonly hash: Buffer;
  /** `StateDigest` after it. */
  readonly stateDigest: Buffer;
  /** Number of the last block that carries a configuration. */
  readonly configuration: number;
}

export function encodeTip(tip: Tip): Buffer {
  return new RecordWriter()
    .number(1, tip.height)
    .field(2, tip.hash)
    .field(3, tip.stateDigest)
    .number(4, tip.configuration)
    .bytes();
}

/** @throws MalformedRecord */
export function decodeTip(bytes: Buffer): Tip {
  const reader = new RecordReader(bytes);
  const tip = {
    height: reader.number(1),
    hash: reader.field(2),
    stateDigest: reader.field(3),
    configuration: reader.number(4),
  };
  reader.end();
  return tip;
}
