import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { chaincodePackage } from '@huren/network/operator';

describe('the chaincode package', () => {
  it('has the same id everywhere: these bytes are fixed', () => {
    expect(chaincodePackage('huren_1').id).toBe(chaincodePackage('huren_1').id);
    expect(chaincodePackage('huren_1').id).toMatchInlineSnapshot(
      `"huren_1:c238251441a1acaad3fc77a0bc18886c9b44bfc7ab4ff6e5f1b7c9d8391c57c4"`,
    );
  });

  it('has another id for another label', () => {
    expect(chaincodePackage('huren_2').id).not.toBe(chaincodePackage('huren_1').id);
  });

  it('is a tar that tar reads, with templates in place of addresses and keys', () => {
    const folder = mkdtempSync(join(tmpdir(), 'huren-package-'));
    try {
      writeFileSync(join(folder, 'p.tar.gz'), chaincodePackage('huren_1').bytes);
      execFileSync('tar', ['xzf', 'p.tar.gz'], { cwd: folder });
      execFileSync('tar', ['xzf', 'code.tar.gz'], { cwd: folder });
      expect(JSON.parse(readFileSync(join(folder, 'metadata.json'), 'utf8'))).toEqual({
        type: 'ccaas',
        label: 'huren_1',
      });
      expect(JSON.parse(readFileSync(join(folder, 'connection.json'), 'utf8'))).toMatchObject({
        address: '{{.address}}',
        tls_required: true,
        client_auth_required: true,
        client_key: '{{.clientKey}}',
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is gzip by the book', () => {
    expect(gunzipSync(chaincodePackage('huren_1').bytes).length % 512).toBe(0);
  });

  it.each(['', 'a b', 'a:b', '../x', 'x'.repeat(65)])('refuses the label %p', (label) => {
    expect(() => chaincodePackage(label)).toThrow(RangeError);
  });
});
