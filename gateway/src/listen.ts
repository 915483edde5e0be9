import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { createApp } from './app';
import { answerClientError, refuseConnect } from './http/client-error';
import type { Endpoint } from './http/endpoint';
import { securityHeaders } from './http/security-headers';
import { closeSlowReaders } from './http/slow-readers';
import { serve, type Serving } from './http/serve';
import { LIMITS } from './limits';
import type { WebFiles } from './web/web-files';

/** The one route that is dispatched before Express: same endpoint, same steps, 27 µs of HTTP in place of 94. */
export const HOT_PATH = '/v1/verifications';

export interface ListenOptions {
  readonly port: number;
  readonly host: string;
  /** PEM texts. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

export interface Listening {
  readonly port: number;
  readonly url: string;
  /** Stops taking connections, lets requests in flight finish, then closes what is left. */
  close(): Promise<void>;
}

/** The listener of a server: security headers, the hot route, and Express for everything else: API and pages. */
export function createListener(
  endpoints: readonly Endpoint[],
  serving: Serving,
  tls: boolean,
  web?: WebFiles,
  gateways: () => readonly string[] = () => [],
): RequestListener {
  const app = createApp(endpoints, serving, web, gateways);
  const headers = securityHeaders({ tls });
  const hot = endpoints.find(({ method, path }) => method === 'POST' && path === HOT_PATH);
  const hotServing = { ...serving, headers: headers.flat() };
  return (request, response) => {
    if (hot !== undefined && request.url === HOT_PATH && request.method === 'POST') {
      void serve(hot, hotServing, request, response);
      return;
    }
    for (const [name, value] of headers) response.setHeader(name, value);
    app(request, response);
  };
}

/** Opens the port; `connected` hears of each new connection. @throws the system's error, e.g. EADDRINUSE */
export async function listen(
  listener: RequestListener,
  options: ListenOptions,
  connected: () => void = () => undefined,
): Promise<Listening> {
  const limits = {
    maxHeaderSize: LIMITS.headerBytes,
    requestTimeout: LIMITS.requestTimeoutMs,
    headersTimeout: LIMITS.bodyTimeoutMs,
    // Node looks for slow requests only every 30 s, which would stretch the limits above.
    connectionsCheckingInterval: 1000,
    keepAliveTimeout: 65_000,
  };
  const { tls } = options;
  const server: Server =
    tls === undefined
      ? createServer(limits, listener)
      : createTlsServer({ ...limits, ...tls, handshakeTimeout: LIMITS.bodyTimeoutMs }, listener);
  server.on('clientError', answerClientError);
  server.on('connection', connected);
  const endLooking = closeSlowReaders(server, tls !== undefined);
  const unused = connectionsWithoutRequest(server, tls !== undefined);
  server.on('connect', refuseConnect);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { port } = server.address() as AddressInfo;
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  return {
    port,
    url: `${tls === undefined ? 'http' : 'https'}://${host}:${String(port)}`,
    close: async () => {
      await drain(server, unused);
      endLooking();
    },
  };
}

/** Connections that have carried no request yet: Node counts them as busy, and a browser opens such ones ahead. */
function connectionsWithoutRequest(server: Server, secure: boolean): ReadonlySet<Socket> {
  const unused = new Set<Socket>();
  const keep = (socket: Socket): void => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  };
  if (!secure) server.on('connection', keep);
  else {
    // Under TLS a request's socket is the one inside the connection, and there is none before the handshake is over.
    const handshaking = new Map<string, Socket>();
    server.on('connection', (socket: Socket) => {
      const peer = peerOf(socket);
      keep(socket);
      handshaking.set(peer, socket);
      socket.once('close', () => {
        if (handshaking.get(peer) === socket) handshaking.delete(peer);
      });
    });
    server.on('secureConnection', (socket: Socket) => {
      const outer = handshaking.get(peerOf(socket));
      handshaking.delete(peerOf(socket));
      if (outer !== undefined) unused.delete(outer);
      keep(socket);
    });
  }
  server.on('request', ({ socket }: IncomingMessage) => {
    unused.delete(socket);
  });
  return unused;
}

function peerOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress ?? ''} ${String(remotePort)}`;
}

async function drain(server: Server, unused: ReadonlySet<Socket>): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
  server.closeIdleConnections();
  for (const socket of unused) socket.destroy();
  const timer = setTimeout(() => {
    server.closeAllConnections();
  }, LIMITS.drainMs);
  // Connections that were busy become idle as their answers leave.
  const sweep = setInterval(() => {
    server.closeIdleConnections();
  }, 50);
  await closed;
  clearTimeout(timer);
  clearInterval(sweep);
}
