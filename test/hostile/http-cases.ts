import { connect } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { LIMITS } from '@huren/gateway';
import { issuerToken, relyingToken, request as issuingRequest } from '../gateway/issuing';
import { classesOf, gist, type Sent } from './answer-class';
import type { Seen } from './appliers';
import type { HostileCase } from './hostile-file';
import { type HostileWorld, sendTo } from './hostile-world';
import { exchange, httpText } from './raw-http';

const PATH = '/v1/verifications';

const tokenLine = (world: HostileWorld): string =>
  `authorization: ${relyingToken(world.world)['authorization'] ?? ''}`;

/** A good request over a socket, with these header lines besides. */
async function sendRaw(
  world: HostileWorld,
  lines: readonly string[],
  change: (bytes: Buffer) => Uint8Array = (bytes) => bytes,
): Promise<Sent> {
  const body = JSON.stringify(await world.request());
  return exchange(world.world.relyingUrl, change(httpText('POST', PATH, [tokenLine(world), ...lines], body)));
}

/** Framing in the sender's own hand: no length is added. */
async function sendFramed(
  world: HostileWorld,
  lines: readonly string[],
  body: string | Uint8Array,
): Promise<Sent> {
  const head = [tokenLine(world), 'content-type: application/json', ...lines];
  return exchange(world.world.relyingUrl, httpText('POST', PATH, head, body, { plain: true }));
}

const bomb = (bytes: number): Buffer => Buffer.alloc(bytes, 0x20);

async function encoded(world: HostileWorld, recipe: string): Promise<Sent> {
  const [, encoding = '', how = ''] = /^ce=(\w+),(.*)$/.exec(recipe) ?? [];
  const body = JSON.stringify(await world.request());
  const bytes =
    how === 'plain'
      ? Buffer.from(body)
      : how === 'cut'
        ? gzipSync(body).subarray(0, -12)
        : encoding === 'br'
          ? brotliCompressSync(bomb(10_000_000))
          : gzipSync(bomb(10_000_000));
  return world.send(bytes, { 'content-encoding': encoding });
}

async function framed(world: HostileWorld, recipe: string): Promise<Sent> {
  const body = JSON.stringify(await world.request());
  const length = `content-length: ${String(body.length)}`;
  switch (recipe) {
    case 'cl=2':
      return sendFramed(world, [length, 'content-length: 5'], body);
    case 'cl+te':
      return sendFramed(world, [length, 'transfer-encoding: chunked'], `0\r\n\r\n${body}`);
    case 'te=xchunked':
      return sendFramed(world, ['transfer-encoding: xchunked'], body);
    default:
      return sendFramed(
        world,
        ['transfer-encoding: chunked'],
        `1;${'x'.repeat(1_000_000)}\r\n{\r\n0\r\n\r\n`,
      );
  }
}

async function withHeaders(world: HostileWorld, recipe: string): Promise<Sent> {
  switch (recipe) {
    case 'hdr=2000':
      return sendRaw(
        world,
        Array.from({ length: 2000 }, (_, at) => `x-${String(at)}: 1`),
      );
    case 'hdr=nul':
      return sendRaw(world, ['x-nul: a\u0000b']);
    case 'hdr=fold':
      return sendRaw(world, ['x-folded: a\r\n b']);
    case 'lf':
      return sendRaw(world, [], (bytes) =>
        Buffer.from(bytes.toString('latin1').replaceAll('\r\n', '\n'), 'latin1'),
      );
    case 'host=evil':
      return sendRaw(world, ['host: evil.example']);
    case 'xff':
      return sendRaw(world, ['x-forwarded-for: 127.0.0.1']);
    case 'override':
      return sendRaw(world, ['x-http-method-override: DELETE']);
    case 'expect':
      return sendRaw(world, ['expect: 200-ok']);
    default:
      return sendRaw(world, [`cookie: a=${'x'.repeat(100_000)}`]);
  }
}

/** A client that goes away while its answer comes. */
async function aborted(world: HostileWorld): Promise<Sent> {
  const body = JSON.stringify(await world.request());
  const { hostname, port } = new URL(world.world.relyingUrl);
  await new Promise<void>((resolve) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(httpText('POST', PATH, [tokenLine(world)], body), () => {
        socket.destroy();
        resolve();
      });
    });
    socket.on('error', () => undefined);
  });
  return world.send(await world.request());
}

/** Idempotency is by the request id of POST /v1/licences. */
async function repeated(world: HostileWorld, recipe: string): Promise<Seen> {
  const { world: base } = world;
  const url = `${base.issuingUrl}/v1/licences`;
  const requestId = recipe === 'idem=1m' ? 'a'.repeat(1_000_000) : `repeated-${recipe.replace(/\W/g, '')}`;
  const body = issuingRequest(base, requestId.slice(0, 40));
  const once = await sendTo(url, { ...body, requestId }, issuerToken(base));
  if (recipe === 'idem=1m') return { classes: classesOf(once, ''), what: gist(once), sent: [once] };
  const changed = { ...body, type: body['type'], hash: recipe === 'idem=conflict' ? 'sm3' : undefined };
  const twice = await sendTo(url, changed, issuerToken(base));
  const isSame =
    twice.status === 202 &&
    once.status === 202 &&
    ['batch', 'size', 'requestId'].every((name) => once.body[name] === twice.body[name]);
  const classes = isSame ? ['accept-same'] : classesOf(twice, '');
  return { classes, what: gist(twice), sent: [once, twice] };
}

async function batch(world: HostileWorld, recipe: string): Promise<Seen> {
  const good = await world.request();
  const plain = { ...good };
  delete plain['nonce'];
  const count =
    recipe === 'batch=0' ? 0 : recipe === 'batch=same' ? LIMITS.batchItems : LIMITS.batchItems + 1;
  const items = Array.from({ length: count }, () => (recipe === 'batch=same' ? good : plain));
  const sent = await world.send({ items }, {}, `${PATH}/batch`);
  const results = (sent.body['results'] ?? []) as readonly {
    readonly status: number;
    readonly verdict?: string;
  }[];
  const accepted = results.filter(({ verdict }) => verdict === 'accept').length;
  // A nonce is good once, also within one batch.
  const isPerItem = results.length === LIMITS.batchItems && accepted === 1;
  const classes = sent.status === 200 ? (isPerItem ? ['per-item'] : []) : classesOf(sent, '');
  return { classes, what: `${gist(sent)}, ${String(accepted)} accepted`, sent: [sent], patientMs: 10_000 };
}

export async function sendHttp({ recipe = '' }: HostileCase, world: HostileWorld): Promise<Seen> {
  const [word = ''] = recipe.split('=');
  const value = recipe.slice(recipe.indexOf('=') + 1);
  const { relyingUrl } = world.world;
  if (word === 'idem') return repeated(world, recipe);
  if (word === 'batch') return batch(world, recipe);
  const plain = async (send: Promise<Sent>, good = world.accepted): Promise<Seen> => {
    const sent = await send;
    return { classes: classesOf(sent, good), what: gist(sent), sent: [sent] };
  };
  switch (word) {
    case 'method':
      return plain(exchange(relyingUrl, httpText(value, PATH, [tokenLine(world)], '', { plain: true })));
    case 'content-type':
      return plain(sendRaw(world, [`content-type: ${value}`]));
    case 'ce':
      return plain(encoded(world, recipe));
    case 'path':
      return plain(exchange(relyingUrl, httpText('GET', value, [], '', { plain: true })));
    case 'url':
      return plain(
        exchange(relyingUrl, httpText('GET', `/v1/matters?q=${'a'.repeat(65_536)}`, [], '', { plain: true })),
      );
    case 'query':
      return plain(
        exchange(relyingUrl, httpText('GET', `/v1/matters${value}`, [], '', { plain: true })),
        '200',
      );
    case 'abort':
      return plain(aborted(world));
    case 'cl':
      if (value === '2') return plain(framed(world, recipe));
      return plain(slow(world, 'long'));
    case 'slowloris':
      return plain(slow(world, 'headers'));
    case 'chunk':
      return plain(value === 'huge' ? slow(world, 'huge') : framed(world, recipe));
    case 'cl+te':
    case 'te':
      return plain(framed(world, recipe));
    default:
      return plain(withHeaders(world, recipe));
  }
}

type SlowOne = 'long' | 'headers' | 'huge';
const slowOnes = new WeakMap<HostileWorld, Readonly<Record<SlowOne, Promise<Sent>>>>();

/** Begins the exchanges that end by a timeout, so that their waiting goes on beside the other cases. */
export async function startSlow(world: HostileWorld): Promise<void> {
  const body = JSON.stringify(await world.request());
  const head = httpText(
    'POST',
    PATH,
    [tokenLine(world), `content-length: ${String(body.length + 10)}`],
    body,
  );
  const timeoutMs = 25_000;
  slowOnes.set(world, {
    long: exchange(world.world.relyingUrl, head, { timeoutMs }),
    huge: exchange(
      world.world.relyingUrl,
      httpText(
        'POST',
        PATH,
        [tokenLine(world), 'content-type: application/json', 'transfer-encoding: chunked'],
        `FFFFFFFFFFFFFFFF\r\n${body}`,
        { plain: true },
      ),
      { timeoutMs },
    ),
    headers: exchange(
      world.world.relyingUrl,
      (write) => {
        let at = 0;
        const timer = setInterval(() => {
          if (at >= 20) clearInterval(timer);
          write(head.subarray(at, ++at));
        }, 1000);
        timer.unref();
      },
      { timeoutMs },
    ),
  });
}

async function slow(world: HostileWorld, which: SlowOne): Promise<Sent> {
  const started = slowOnes.get(world);
  if (started === undefined) throw new TypeError('the slow exchanges were not started');
  // How long a limit takes is the limit's affair; that it ends is the case.
  return { ...(await started[which]), ms: 0 };
}
