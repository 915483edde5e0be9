import { connect, type Socket } from 'node:net';

/** A connection of bare bytes: what a browser or a library would never send. */
export class RawConnection {
  #received = '';
  readonly closed: Promise<string>;

  private constructor(private readonly socket: Socket) {
    socket.setEncoding('utf8').on('data', (text: string) => {
      this.#received += text;
    });
    // A reset after the answer is an end like any other.
    socket.on('error', () => undefined);
    this.closed = new Promise((resolve) =>
      socket.once('close', () => {
        resolve(this.#received);
      }),
    );
  }

  static async open(url: string): Promise<RawConnection> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    await new Promise((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return new RawConnection(socket);
  }

  send(text: string): void {
    this.socket.write(text);
  }

  end(): void {
    this.socket.destroy();
  }
}

/** Status and problem body of the first answer in what a connection received. */
export function firstAnswer(received: string): { status: number; code: unknown; head: string } {
  const [head = '', body = ''] = received.split('\r\n\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]);
  return { status, code: (JSON.parse(body) as { code: unknown }).code, head };
}
