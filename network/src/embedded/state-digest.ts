import { createHash } from 'node:crypto';

const modulus = 1n << 256n;

/**
 * A digest of the whole world state that changes with each write at the cost of that write: the sum, modulo 2^256,
 * of SHA-256 over every record. It finds damage at the start without the blocks being replayed; that nobody has
 * forged the state is shown by the deep audit, which does replay them.
 */
export class StateDigest {
  #sum: bigint;

  constructor(start: Buffer = Buffer.alloc(32)) {
    this.#sum = BigInt(`0x${start.toString('hex')}`);
  }

  add(key: Buffer, record: Buffer): void {
    this.#sum = (this.#sum + hashOf(key, record)) % modulus;
  }

  remove(key: Buffer, record: Buffer): void {
    this.#sum = (this.#sum + modulus - hashOf(key, record)) % modulus;
  }

  bytes(): Buffer {
    return Buffer.from(this.#sum.toString(16).padStart(64, '0'), 'hex');
  }
}

function hashOf(key: Buffer, record: Buffer): bigint {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(key.length);
  return BigInt(`0x${createHash('sha256').update(length).update(key).update(record).digest('hex')}`);
}
