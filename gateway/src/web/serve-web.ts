import type { RequestHandler } from 'express';
import type { WebFile, WebFiles } from './web-files';

/**
 * What a page may load: its own scripts, styles and pictures, and this gateway's API. WebAssembly is compiled for SM2
 * and SM3 (DETAILS 26); `blob:` and `data:` are pictures that the page itself made.
 */
const policyOf = (connect: readonly string[]): string =>
  [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "img-src 'self' blob: data:",
    "font-src 'self'",
    "media-src 'self' blob:",
    ["connect-src 'self'", ...connect].join(' '),
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');

const ownPolicy = policyOf([]);
/** These pages also speak with the gateways of other members: those alone that the ledger names. */
const BEYOND = ['/wallet/', '/verify/', '/counter/'];

const forGood = 'public, max-age=31536000, immutable';

/**
 * Serves the built pages; what is none of them goes on to the next handler.
 * @param gateways origins of the members' gateways as the ledger stands
 */
export function serveWeb(files: WebFiles, gateways: () => readonly string[] = () => []): RequestHandler {
  return (request, response, next) => {
    const isHead = request.method === 'HEAD';
    if (request.method !== 'GET' && !isHead) {
      next();
      return;
    }
    const { path } = request;
    const file = files.at(path);
    if (file === undefined) {
      if (files.isFolder(path)) {
        // Relative to this host, whatever name it was asked by; the query stays (e.g. `?lang=en`).
        const query = request.url.slice(path.length);
        response.writeHead(308, { location: `${path}/${query.startsWith('?') ? query : ''}` }).end();
      } else next();
      return;
    }
    const brotli = acceptsBrotli(request.headers['accept-encoding']) ? file.brotli : undefined;
    const policy = BEYOND.some((page) => path.startsWith(page)) ? policyOf(gateways()) : ownPolicy;
    const headers = headersOf(file, brotli !== undefined, policy);
    if (request.headers['if-none-match'] === headers['etag']) {
      response.writeHead(304, headers).end();
      return;
    }
    const body = brotli ?? file.bytes;
    response.writeHead(200, { ...headers, 'content-type': file.type, 'content-length': body.length });
    response.end(isHead ? undefined : body);
  };
}

function headersOf(file: WebFile, packed: boolean, policy: string): Record<string, string> {
  return {
    // Two encodings are two representations, and a strong tag names one of them (RFC 9110 §8.8.3).
    etag: packed ? file.etag.replace(/"$/, '-br"') : file.etag,
    vary: 'accept-encoding',
    'cache-control': file.immutable ? forGood : 'no-cache',
    'content-security-policy': policy,
    'permissions-policy': 'camera=(self), microphone=(), geolocation=()',
    ...(packed ? { 'content-encoding': 'br' } : {}),
  };
}

/** RFC 9110 §12.5.3: listed, and not with weight zero. */
function acceptsBrotli(header: string | string[] | undefined): boolean {
  return String(header ?? '')
    .split(',')
    .some((each) => /^\s*br\s*(?:;\s*q=(?!0(?:\.0*)?\s*$).*)?$/.test(each));
}
