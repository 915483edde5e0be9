import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/**
 * The chaincode package (chaincode as a service). It holds no code and no secret: each peer fills the connection from
 * its own environment, so that one package, hence one package id, serves every member.
 *
 *     metadata.json  {"type":"ccaas","label":…}
 *     code.tar.gz    connection.json with Go templates
 */
export interface ChaincodePackage {
  readonly bytes: Buffer;
  /** `label:sha256`, as every peer computes it. */
  readonly id: string;
}

/** Fields that each peer's CHAINCODE_AS_A_SERVICE_BUILDER_CONFIG fills. */
export interface ChaincodeConnection {
  readonly address: string;
  /** PEM of the CA of the chaincode server. */
  readonly rootCert: string;
  /** PEM, with which the peer shows who it is. */
  readonly clientCert: string;
  readonly clientKey: string;
}

const connection = JSON.stringify({
  address: '{{.address}}',
  dial_timeout: '10s',
  tls_required: true,
  client_auth_required: true,
  root_cert: '{{.rootCert}}',
  client_cert: '{{.clientCert}}',
  client_key: '{{.clientKey}}',
});

/** The same bytes on every machine and Node version: member names, order, times, owners and compression are fixed. */
export function chaincodePackage(label: string): ChaincodePackage {
  if (!/^[\w.+-]{1,64}$/.test(label)) throw new RangeError('a label has letters, digits, dot, plus, minus');
  const code = gzip(tar([['connection.json', Buffer.from(connection)]]));
  const metadata = Buffer.from(JSON.stringify({ type: 'ccaas', label }));
  const bytes = gzip(
    tar([
      ['metadata.json', metadata],
      ['code.tar.gz', code],
    ]),
  );
  return { bytes, id: `${label}:${createHash('sha256').update(bytes).digest('hex')}` };
}

/** POSIX.1-1988 ustar; each header is 512 bytes, each file is filled up to 512, two empty blocks end it. */
function tar(files: readonly (readonly [name: string, content: Buffer])[]): Buffer {
  const parts: Buffer[] = [];
  for (const [name, content] of files) {
    const header = Buffer.alloc(512);
    const octal = (value: number, at: number, length: number): void => {
      header.write(value.toString(8).padStart(length - 1, '0'), at, 'latin1');
    };
    header.write(name, 0, 'latin1');
    octal(0o644, 100, 8);
    octal(0, 108, 8);
    octal(0, 116, 8);
    octal(content.length, 124, 12);
    octal(0, 136, 12);
    header.fill(0x20, 148, 156);
    header.write('0', 156, 'latin1');
    header.write('ustar\x0000', 257, 'latin1');
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
    parts.push(header, content, Buffer.alloc((512 - (content.length % 512)) % 512));
  }
  return Buffer.concat([...parts, Buffer.alloc(1024)]);
}

/** RFC 1952 with stored blocks (RFC 1951 §3.2.4): no compressor whose next version could choose other bytes. */
function gzip(content: Buffer): Buffer {
  const parts: Buffer[] = [Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255])];
  for (let at = 0; at < content.length; at += 0xffff) {
    const block = content.subarray(at, at + 0xffff);
    const head = Buffer.alloc(5);
    head.writeUInt8(at + block.length >= content.length ? 1 : 0, 0);
    head.writeUInt16LE(block.length, 1);
    head.writeUInt16LE(0xffff - block.length, 3);
    parts.push(head, block);
  }
  const tail = Buffer.alloc(8);
  tail.writeUInt32LE(crc32(content), 0);
  tail.writeUInt32LE(content.length, 4);
  return Buffer.concat([...parts, tail]);
}
