import { join } from 'node:path';
import { OFD_LIMITS, OfdInspector, type InspectorOptions } from '@huren/chaincode/ofd';
import { codesOf, pack, pki, seal, signedParts } from './demo-ofd';

const file = pack(signedParts);
const parties = { trust: [pki.root.certificate.der], makers: [pki.maker.certificate.der] };
const open: OfdInspector[] = [];

/** A worker that runs the sources. */
function inspector(options: InspectorOptions = {}): OfdInspector {
  const register = join(__dirname, '../network/register-typescript.js');
  const made = new OfdInspector({
    file: join(__dirname, '../../chaincode/src/ofd/worker.ts'),
    execArgv: ['-C', 'huren-source', '-r', register],
    ...options,
  });
  open.push(made);
  return made;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

describe('the inspector', () => {
  test('answers from a worker what the thread itself would say, one file after the other', async () => {
    const workers = inspector();
    const all = await Promise.all([
      workers.inspect(file, parties),
      workers.inspect(Buffer.from('no package'), parties),
      workers.inspectSealFile(seal, parties),
      workers.inspect(file),
    ]);
    expect(all.map(({ result }) => result)).toEqual(['valid', 'refused', 'valid', 'untrusted']);
    expect(file.length).toBeGreaterThan(0);
  });

  test('stops a file that takes too long, and serves the next', async () => {
    const hasty = inspector({ timeoutMs: 1 });
    const stopped = await hasty.inspect(file, parties);
    expect([stopped.result, codesOf(stopped)]).toEqual(['refused', ['INSPECTION_STOPPED']]);
    const again = await hasty.inspect(file, parties);
    expect(again.result).toBe('refused');
  });

  test('keeps the event loop free', async () => {
    const workers = inspector();
    await workers.inspect(file, parties);
    const rows = '<ofd:A B="1"/>'.repeat(OFD_LIMITS.xmlElements + 1);
    const wide = `<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016">${rows}</ofd:OFD>`;
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    const { result } = await workers.inspect(pack({ 'OFD.xml': wide }), parties);
    clearInterval(timer);
    expect(result).toBe('refused');
    expect(ticks).toBeGreaterThan(0);
  });

  test('refuses trusted certificates that are none, and work after its end', async () => {
    const workers = inspector();
    await expect(workers.inspect(file, { trust: [Buffer.from('x')] })).rejects.toMatchObject({
      code: 'bad-der',
    });
    await workers.close();
    await expect(workers.inspect(file, parties)).rejects.toThrow('closed');
  });
});
