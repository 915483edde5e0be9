import fc from 'fast-check';
import { inspectSealFile, type FileResult } from '@huren/chaincode/ofd';
import { OfdPackage } from '../../chaincode/src/ofd/package';
import { inspect, pack, provider, seal, signedParts, trust } from './demo-ofd';

const file = pack(signedParts);
const WORDS: readonly FileResult[] = [
  'valid',
  'invalid',
  'mixed',
  'untrusted',
  'unsupported',
  'not-signed',
  'refused',
];
const RUNS = Number(process.env['HUREN_FUZZ_RUNS'] ?? 150);

/** Everything that a reader would see of a package. */
function contents(bytes: Uint8Array): string {
  const ofd = OfdPackage.open(bytes);
  return JSON.stringify(ofd.paths.map((path) => [path, Buffer.from(ofd.part(path)!).toString('hex')]));
}
const original = contents(file);

const flips = (length: number) =>
  fc.array(fc.tuple(fc.nat(length - 1), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 4 });

function flipped(bytes: Uint8Array, changes: readonly (readonly [number, number])[]): Uint8Array {
  const copy = Uint8Array.from(bytes);
  for (const [at, mask] of changes) copy[at] = (copy[at] as number) ^ mask;
  return copy;
}

describe('any bytes', () => {
  test('flipped in a sealed package never leave another content valid', () => {
    fc.assert(
      fc.property(flips(file.length), (changes) => {
        const mutated = flipped(file, changes);
        const { result } = inspect(mutated);
        expect(WORDS).toContain(result);
        // Times and attributes of entries are read by nobody: only with the same content may it hold.
        if (result === 'valid') expect(contents(mutated)).toBe(original);
      }),
      { numRuns: RUNS },
    );
  });

  test('flipped in a part never leave it valid', () => {
    const names = Object.keys(signedParts).filter((name) => !name.endsWith('Signatures.xml'));
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.nat(), fc.integer({ min: 1, max: 255 }), (name, at, mask) => {
        const part = Buffer.from(signedParts[name]!);
        const changed = flipped(part, [[at % part.length, mask]]);
        expect(inspect(pack({ ...signedParts, [name]: changed })).result).not.toBe('valid');
      }),
      { numRuns: RUNS },
    );
  });

  test('cut from a package are refused', () => {
    fc.assert(
      fc.property(fc.nat(file.length - 1), (length) => {
        expect(inspect(file.subarray(0, length)).result).toBe('refused');
      }),
      { numRuns: RUNS },
    );
  });

  test('flipped in a seal never leave it valid', () => {
    fc.assert(
      fc.property(flips(seal.length), (changes) => {
        const mutated = flipped(seal, changes);
        if (Buffer.compare(mutated, seal) === 0) return;
        expect(inspectSealFile(provider, mutated, trust).result).not.toBe('valid');
      }),
      { numRuns: RUNS },
    );
  });

  test('at all end in one of the words', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(inspect(bytes).result).toBe('refused');
        expect(WORDS).toContain(inspectSealFile(provider, bytes, trust).result);
      }),
      { numRuns: RUNS },
    );
  });
});
