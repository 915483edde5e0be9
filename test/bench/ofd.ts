/**
 * A sealed OFD file of 40 KB, verified whole: package, XML, digests of every part, the signer's and the maker's signature
 * and the signer's chain. The limit is 3 ms; the last row is against the SM2 checks alone, by Node, in the same run.
 */
import { generateSigner, nodeProvider, serverProvider } from '@huren/chaincode/crypto-node';
import type { CryptoProvider, SealTrust } from '@huren/chaincode/domain';
import { inspectOfdSync, OfdInspector } from '@huren/chaincode/ofd';
import { randomBytes } from 'node:crypto';
import { contentParts, pack, pki, sign, trust } from '../ofd/demo-ofd';
import { party } from '../ses/demo-pki';
import { makeSeal, sealDraft } from '../ses/demo-seal';
import { benchHolds } from './event-loop';
import { type BenchRow, elapsedMs, median, rounded } from './row';

const LIMIT_MS = 3;
const FILE_BYTES = 40_000;
const PICTURE = { type: 'PNG', data: new Uint8Array(randomBytes(9_000)), width: 40, height: 40 };
const ROUNDS = 200;
const COLD = 40;
/** Checks of the file: the signer's signature, the maker's, the root's under the signer's certificate. */
const CHECKS = 3;

/** About 40 KB: the picture stands in the seal twice, as in every sealed file. */
function sealedFile({ maker, signer }: Pick<typeof pki, 'maker' | 'signer'> = pki): Uint8Array {
  const seal = makeSeal(sealDraft(signer, { picture: PICTURE }), maker);
  const parts = { ...contentParts(), 'Doc_0/Res/photo.jpg': new Uint8Array(randomBytes(18_000)) };
  return pack(sign(parts, { by: signer, seal }));
}

function mustBeValid(result: string): void {
  if (result !== 'valid') throw new Error(`The file of the bench is ${result}.`);
}

/** Medians of turns: the whole file, and the signatures of one. */
function measure(
  provider: CryptoProvider,
  file: Uint8Array,
): { readonly file: number; readonly raw: number } {
  const signer = generateSigner('SM2SM3');
  const message = new Uint8Array(64);
  const signature = signer.sign(message);
  const native = nodeProvider();
  const files: number[] = [];
  const raws: number[] = [];
  const now = (): number => Number(process.hrtime.bigint()) / 1e6;
  for (let round = -100; round < ROUNDS; round++) {
    const start = now();
    mustBeValid(inspectOfdSync(provider, file, trust).result);
    const middle = now();
    for (let at = 0; at < CHECKS; at++) native.verifyRaw('SM2SM3', signer.publicKey, message, signature);
    if (round < 0) continue;
    files.push(middle - start);
    raws.push(now() - middle);
  }
  return { file: median(files), raw: median(raws) };
}

/** Each file under parties that were never seen before. */
function measureCold(provider: CryptoProvider): number {
  const times: number[] = [];
  for (let at = 0; at < COLD; at++) {
    const seed = 100 + 3 * at;
    const root = party({ name: '测试根', ca: true }, seed);
    const maker = party({ name: '测试制章单位' }, seed + 1, root);
    const signer = party({ name: '测试签章人' }, seed + 2, root);
    const file = sealedFile({ maker, signer });
    const known: SealTrust = { anchors: [root.certificate], makers: [maker.certificate] };
    const from = process.hrtime.bigint();
    mustBeValid(inspectOfdSync(provider, file, known).result);
    times.push(Number(process.hrtime.bigint() - from) / 1e6);
  }
  return median(times);
}

export async function* benchOfd(): AsyncGenerator<BenchRow> {
  const file = sealedFile();
  if (Math.abs(file.length - FILE_BYTES) > 2_000) throw new Error(`The file has ${file.length} bytes.`);
  const row = (name: string, ms: number): BenchRow => ({
    name,
    value: rounded(ms),
    unit: 'ms',
    ratio: rounded(LIMIT_MS / ms),
    limit: 1,
  });
  const provider = serverProvider();
  const warm = measure(provider, file);
  yield row('ofd verify 40 KB', warm.file);
  yield row('ofd verify 40 KB native SM2', measure(nodeProvider(), file).file);
  yield row('ofd verify 40 KB cold keys', measureCold(provider));
  const inspector = new OfdInspector();
  const parties = { trust: [pki.root.certificate.der], makers: [pki.maker.certificate.der] };
  const times: number[] = [];
  for (let round = -100; round < ROUNDS; round++) {
    const ms = await elapsedMs(async () => mustBeValid((await inspector.inspect(file, parties)).result));
    if (round >= 0) times.push(ms);
  }
  await inspector.close();
  yield row('ofd verify 40 KB beside the event loop', median(times));
  yield {
    name: 'ofd verify against its SM2 checks by Node',
    value: Math.round(1000 / warm.file),
    unit: 'files/s',
    ratio: rounded(warm.raw / warm.file),
    limit: 0,
  };
  yield* benchHolds();
}
