import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { sha256 } from './block-record';
import { LedgerDamaged } from './ledger-damaged';

/** What the witness remembers of the chain. */
export interface Witnessed {
  readonly height: number;
  readonly hash: Buffer;
}

const magic = Buffer.from('HRT1');

/**
 * A second, tiny file that names the last acknowledged block: `HRT1 ‖ height (8) ‖ block hash (32) ‖ first four bytes
 * of the SHA-256 of all that`. LevelDB drops a damaged end of its log in silence; the witness shows that blocks are
 * gone. It is written after the block is durable and not synced itself, so it may lag behind, but never leads.
 */
export class TipWitness {
  readonly #path: string;
  #file: number | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /** @throws LedgerDamaged when the file is there and unreadable. */
  read(): Witnessed | undefined {
    let bytes: Buffer;
    try {
      bytes = readFileSync(this.#path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
    if (bytes.length !== 48 || !sha256(bytes.subarray(0, 44)).subarray(0, 4).equals(bytes.subarray(44))) {
      throw new LedgerDamaged(0, 'the file that names the last block is not readable');
    }
    return { height: Number(bytes.readBigUInt64BE(4)), hash: bytes.subarray(12, 44) };
  }

  write(tip: Witnessed): void {
    const bytes = Buffer.alloc(48);
    magic.copy(bytes);
    bytes.writeBigUInt64BE(BigInt(tip.height), 4);
    tip.hash.copy(bytes, 12);
    sha256(bytes.subarray(0, 44)).copy(bytes, 44, 0, 4);
    // 'r+' keeps the old content until the new one overwrites it in place.
    this.#file ??= this.#open();
    writeSync(this.#file, bytes, 0, bytes.length, 0);
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #open(): number {
    try {
      return openSync(this.#path, 'r+');
    } catch {
      return openSync(this.#path, 'w+', 0o600);
    }
  }
}
