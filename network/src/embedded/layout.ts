import type { StoreRange } from './store';

/**
 * Keys of the store, each kind under one letter:
 *
 *     b ‖ number (8)                            block
 *     c ‖ SHA-256 (32)                          creator: a serialized identity, once per network
 *     h ‖ key length (4) ‖ key ‖ version (8)    history: that transaction wrote that key
 *     m ‖ name                                  the engine's own marks
 *     s ‖ key                                   world state
 *     t ‖ transaction id (32)                   version: where it was ordered
 */
const prefix = (letter: string, ...parts: Uint8Array[]): Buffer =>
  Buffer.concat([Buffer.from(letter), ...parts]);
const everything = (letter: string): StoreRange => ({
  gte: Buffer.from(letter),
  lt: Buffer.from(String.fromCharCode(letter.charCodeAt(0) + 1)),
});

export const blockKey = (number: number): Buffer => {
  const key = Buffer.alloc(9, 'b');
  key.writeBigUInt64BE(BigInt(number), 1);
  return key;
};
export const creatorKey = (hash: Buffer): Buffer => prefix('c', hash);
export const markKey = (name: 'tip'): Buffer => prefix('m', Buffer.from(name));
export const transactionKey = (id: Buffer): Buffer => prefix('t', id);
export const stateKey = (key: string): Buffer => prefix('s', Buffer.from(key));
export const historyKey = (key: string, version: Buffer): Buffer =>
  Buffer.concat([historyPrefix(key), version]);

export const allBlocks = everything('b');
export const allState = everything('s');
export const stateKeyText = (key: Buffer): string => key.toString('utf8', 1);

/** State from `start` to before `end`, '' being no end; with `endIncluded` the end itself too. */
export function stateRange(start: string, end: string, endIncluded = false): StoreRange {
  const until = endIncluded ? Buffer.concat([stateKey(end), Buffer.alloc(1)]) : stateKey(end);
  return { gte: stateKey(start), lt: end === '' ? allState.lt : until };
}

/** The history of one key, newest first. */
export function historyRange(key: string): StoreRange {
  const gte = historyPrefix(key);
  return { gte, lt: Buffer.concat([gte, Buffer.alloc(9, 0xff)]), reverse: true };
}

function historyPrefix(key: string): Buffer {
  const bytes = Buffer.from(key);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return prefix('h', length, bytes);
}
