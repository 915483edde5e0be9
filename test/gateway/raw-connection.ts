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

  /** Takes nothing any more that the other side sends. */
  pause(): void {
    this.socket.pause();
  }

  send(text: string): void {
    this.socket.write(text);
  }

  end(): void {
    this.socket.destroy();
  }
}

export interface RawAnswer {
  readonly status: number;
  readonly code: unknown;
  readonly head: string;
}

/** Every answer in what a connection received, with the code of its problem. */
export function answersIn(received: string): readonly RawAnswer[] {
  const answers: RawAnswer[] = [];
  let rest = received;
  for (;;) {
    const end = rest.indexOf('\r\n\r\n');
    if (end < 0) return answers;
    const head = rest.slice(0, end);
    const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1] ?? 0);
    const bytes = Buffer.from(rest.slice(end + 4), 'utf8');
    const body = bytes.subarray(0, length).toString('utf8');
    answers.push({
      status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]),
      code: body === '' ? undefined : (JSON.parse(body) as { code: unknown }).code,
      head,
    });
    rest = bytes.subarray(length).toString('utf8');
  }
}

export function firstAnswer(received: string): RawAnswer {
  const [first] = answersIn(received);
  if (first === undefined) throw new Error('the connection closed without an answer');
  return first;
}
