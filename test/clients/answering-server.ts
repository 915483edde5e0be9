import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Heard {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

export interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A real HTTP server with a script: what a broken, slow or foreign peer would answer. */
export class AnsweringServer {
  readonly heard: Heard[] = [];

  private constructor(private readonly server: Server) {}

  /** `answer` gets each request and its number from 0; undefined: it never answers. */
  static async start(answer: (heard: Heard, at: number) => Reply | undefined): Promise<AnsweringServer> {
    const server = createServer();
    const answering = new AnsweringServer(server);
    server.on('request', (request: IncomingMessage, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const heard = {
          method: request.method ?? '',
          path: request.url ?? '',
          authorization: request.headers.authorization,
          body: Buffer.concat(chunks).toString('utf8'),
        };
        answering.heard.push(heard);
        const reply = answer(heard, answering.heard.length - 1);
        if (reply === undefined) return;
        const text = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body);
        response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers }).end(text);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return answering;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

export function problem(status: number, code: string, more: object = {}): Reply {
  return {
    status,
    body: {
      type: `urn:huren:problem:${code}`,
      status,
      code,
      messages: { zh: '中文', en: 'english' },
      ...more,
    },
  };
}
