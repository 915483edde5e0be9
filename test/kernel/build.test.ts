import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { SM2_KERNEL_WASM } from '../../chaincode/src/domain/crypto/sm2-kernel-wasm';

test('the embedded kernel is what its sources build', () => {
  const script = join(__dirname, '../../chaincode/kernel/build.js');
  const built = execFileSync(process.execPath, [script, '--print'], { encoding: 'utf8' });
  expect(built === SM2_KERNEL_WASM).toBe(true);
}, 120_000);
