import { request } from 'node:http';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { openWorld, type World } from '../gateway/world';

interface Got {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

describe('the gateway serves the built pages', () => {
  const folder = mkdtempSync(join(tmpdir(), 'huren-pages-'));
  const page = '<!doctype html><title>演示</title>';
  let world: World;

  beforeAll(async () => {
    mkdirSync(join(folder, 'web/verify'), { recursive: true });
    mkdirSync(join(folder, 'web/assets'));
    writeFileSync(join(folder, 'web/index.html'), page);
    writeFileSync(join(folder, 'web/verify/index.html'), page);
    writeFileSync(join(folder, 'web/assets/main-abc.js'), 'export {};');
    writeFileSync(join(folder, 'web/assets/main-abc.js.br'), brotliCompressSync('export {};'));
    writeFileSync(join(folder, 'web/.sources'), 'a stamp of the build');
    writeFileSync(join(folder, 'secret.json'), '{}');
    world = await openWorld({ webPath: join(folder, 'web') });
  });
  afterAll(async () => {
    await world.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Sends the path as it is written; `fetch` would tidy it. */
  function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Got> {
    const { hostname, port } = new URL(world.relyingUrl);
    return new Promise((resolve, reject) => {
      request({ hostname, port, path, headers, method }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => {
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(parts),
          });
        });
      })
        .on('error', reject)
        .end();
    });
  }

  it('answers a page under a policy that lets in no foreign script, style, host or frame', async () => {
    const { status, headers, body } = await get('/verify/');
    expect([status, body.toString()]).toEqual([200, page]);
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|https?:|\*/);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['cache-control']).toBe('no-cache');
  });

  it('leads a folder without its slash to the page, query included, and nowhere else', async () => {
    const { status, headers } = await get('/verify?lang=en');
    expect([status, headers['location']]).toEqual([308, '/verify/?lang=en']);
    const evil = await get('//other.example/verify');
    expect([evil.status, evil.headers['location']]).toEqual([404, undefined]);
  });

  it('keeps named-by-content files for good and sends them packed to who takes Brotli', async () => {
    const packed = await get('/assets/main-abc.js', { 'accept-encoding': 'gzip, br' });
    expect(packed.headers['content-encoding']).toBe('br');
    expect(brotliDecompressSync(packed.body).toString()).toBe('export {};');
    expect(packed.headers['cache-control']).toContain('immutable');
    const plain = await get('/assets/main-abc.js', { 'accept-encoding': 'gzip, br;q=0' });
    expect([plain.headers['content-encoding'], plain.body.toString()]).toEqual([undefined, 'export {};']);
    expect(plain.headers['etag']).not.toBe(packed.headers['etag']);
  });

  it('answers 304 to the tag it gave, and a HEAD without a body', async () => {
    const { headers } = await get('/');
    const again = await get('/', { 'if-none-match': String(headers['etag']) });
    expect([again.status, again.body.length]).toEqual([304, 0]);
    const head = await get('/', {}, 'HEAD');
    expect([head.status, head.body.length, head.headers['content-length']]).toEqual([
      200,
      0,
      String(Buffer.byteLength(page)),
    ]);
  });

  it.each([
    ['a file beside the folder', '/../secret.json'],
    ['the same, percent-encoded', '/%2e%2e/secret.json'],
    ['a file of a kind that is not served', '/.sources'],
    ['the packed copy by its own name', '/assets/main-abc.js.br'],
    ['a folder without a page', '/assets/'],
    ['a name with a null byte', '/verify/index.html%00.js'],
    ['nothing that exists', '/nothing'],
  ])('answers a problem for %s', async (_, path) => {
    const { status, headers } = await get(path);
    expect([status, headers['content-type']]).toEqual([404, 'application/problem+json; charset=utf-8']);
  });

  it('answers a problem to another method', async () => {
    expect((await get('/verify/', {}, 'DELETE')).status).toBe(404);
  });
});
