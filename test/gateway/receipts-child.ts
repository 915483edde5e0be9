import { generateSigner, importEncrypted, nodeProvider } from '@huren/chaincode/crypto-node';
import type { ReceiptPayload } from '@huren/chaincode/domain';
import { createLog, DurableStorage, ReceiptLog } from '@huren/gateway';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Issues receipts without end and prints each number once it has its receipt, until it is killed. */
async function main(folder: string): Promise<void> {
  const pem = join(folder, 'key.pem');
  if (!existsSync(pem)) writeFileSync(pem, generateSigner('ES256').exportEncrypted('demo'));
  const signer = importEncrypted(readFileSync(pem, 'utf8'), 'demo');
  const storage = await DurableStorage.open(join(folder, 'receipts'), 'receipts', createLog('silent', 'x'));
  const log = new ReceiptLog(storage, nodeProvider());
  process.stdout.write(`key ${signer.keyId}\n`);
  for (;;) {
    const receipts = await Promise.all(
      Array.from({ length: 5 }, () =>
        log.issue((place) => ({ v: 1, ...place }) as unknown as ReceiptPayload, signer),
      ),
    );
    for (const { payload } of receipts) process.stdout.write(`${String(payload.number)}\n`);
  }
}

void main(process.argv[2] ?? '');
