/**
 * How long one hostile page form holds a gateway's event loop: the longest delay while its request is answered, the
 * least of some turns, since other processes hold it up too. The client is a thread of its own.
 */
import { createHash } from 'node:crypto';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import { deflateRawSync } from 'node:zlib';
import { OFD_LIMITS } from '@huren/chaincode/ofd';
import { relyingToken } from '../gateway/issuing';
import { MATTER, openWorld, type World } from '../gateway/world';
import { contentParts, pack, type Parts, sign } from '../ofd/demo-ofd';
import { writeZip } from '../ofd/zip-writer';
import type { BenchRow } from './row';
import { rounded } from './row';

const LIMIT_MS = 50;
const TURNS = 4;
const BOUNDARY = 'huren-bench';

/** Posts what it is given and answers the status; it shares no event loop with the gateway. */
const CLIENT = `
const { parentPort } = require('node:worker_threads');
const { request } = require('node:http');
parentPort.on('message', ({ url, headers, body }) => {
  const asked = request(url, { method: 'POST', headers: { ...headers, 'content-length': body.length } }, (answer) => {
    answer.resume();
    answer.on('end', () => parentPort.postMessage(answer.statusCode));
  });
  asked.on('error', () => parentPort.postMessage(0));
  asked.end(body);
});`;

interface Attack {
  readonly type: string;
  readonly body: Uint8Array;
}

const json = (file: Uint8Array): Attack => ({
  type: 'application/json',
  body: Buffer.from(`{"credential":{"ofd":"${Buffer.from(file).toString('base64')}"},"matter":"${MATTER}"}`),
});

function form(file: Uint8Array): Attack {
  const part = (name: string): string =>
    `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n`;
  const head = Buffer.from(`${part('matter')}${MATTER}\r\n${part('file')}`);
  return {
    type: `multipart/form-data; boundary=${BOUNDARY}`,
    body: Buffer.concat([head, file, Buffer.from(`\r\n--${BOUNDARY}--\r\n`)]),
  };
}

/** Bytes that do not compress, in parts under a good seal: as large as a file may be. */
function largest(): Uint8Array {
  const parts: Record<string, Uint8Array> = {};
  for (let at = 0; at < 19; at++) {
    const blocks = Array.from({ length: 16_384 }, (_, block) =>
      createHash('sha512')
        .update(`${String(at)} ${String(block)}`)
        .digest(),
    );
    parts[`Doc_0/Res/${String(at)}.jpg`] = Buffer.concat(blocks);
  }
  return pack(sign({ ...contentParts(), ...parts }));
}

/** As many signatures as are read, each naming as many parts as it may. */
function manySignatures(): Uint8Array {
  let parts: Parts = contentParts();
  for (let at = 0; at < 500; at++) parts[`Doc_0/Res/${'n'.repeat(200)}${String(at)}`] = 'x';
  for (let number = 0; number < OFD_LIMITS.signatures - 1; number++) parts = sign(parts, { number });
  return pack(parts);
}

function wide(): Uint8Array {
  const rows = '<ofd:A B="1" C="2" D="3"/>'.repeat(OFD_LIMITS.xmlElements - 1);
  const xml = `<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016">${rows}</ofd:OFD>`;
  return pack({ 'OFD.xml': xml });
}

function bomb(): Uint8Array {
  const content = Buffer.alloc(OFD_LIMITS.partBytes);
  const names = ['OFD.xml', 'a', 'b'];
  return writeZip(names.map((name) => ({ name, content })));
}

const ATTACKS: Readonly<Record<string, () => Attack>> = {
  'the largest file in JSON': () => json(largest()),
  'the largest file as a form': () => form(largest()),
  'a form full of beginnings of its boundary': () =>
    form(Buffer.from(`\r\n--${BOUNDARY.slice(0, -1)}`.repeat(1_400_000))),
  'many signatures': () => json(manySignatures()),
  'wide XML': () => json(wide()),
  'a bomb': () => json(bomb()),
  'what does not unpack': () => json(deflateRawSync(Buffer.alloc(1_000_000))),
};

async function longestHold(world: World, client: Worker, { type, body }: Attack): Promise<number> {
  const ask = (): Promise<number> =>
    new Promise((resolve) => {
      client.once('message', resolve);
      client.postMessage({
        url: `${world.relyingUrl}/v1/verifications`,
        headers: { ...relyingToken(world), 'content-type': type },
        body,
      });
    });
  const holds: number[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    // The message to the client copies the body; that is not the gateway's work.
    await new Promise((resolve) => setTimeout(resolve, 50));
    const asked = ask();
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const status = await asked;
    delay.disable();
    if (![200, 400].includes(status)) throw new Error(`The gateway answered ${String(status)}.`);
    holds.push(delay.max / 1e6);
  }
  return Math.min(...holds);
}

export async function* benchHolds(): AsyncGenerator<BenchRow> {
  const world = await openWorld();
  const client = new Worker(CLIENT, { eval: true });
  try {
    for (const [name, make] of Object.entries(ATTACKS)) {
      const ms = await longestHold(world, client, make());
      yield {
        name: `ofd event loop held by ${name}`,
        value: rounded(ms),
        unit: 'ms',
        ratio: rounded(LIMIT_MS / ms),
        limit: 1,
      };
    }
  } finally {
    await client.terminate();
    await world.close();
  }
}
