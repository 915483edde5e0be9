/** Hostile page forms sent to a gateway: each file is anchored as it is, so that only what it holds can betray it. */
import { type LocatedAnchor, makeLicenceIdentifier } from '@huren/chaincode/domain';
import { relyingToken } from '../gateway/issuing';
import { anchorPages, registerSesSeal } from '../gateway/page-licence';
import { ISSUER, MATTER, QIQIHAR, TYPE } from '../gateway/world';
import { pack, sign } from '../ofd/demo-ofd';
import { classesOf, gist, type Sent } from './answer-class';
import type { Seen } from './appliers';
import type { HostileCase } from './hostile-file';
import { bodyOf, type HostileWorld } from './hostile-world';
import { contentOf, OFD_RECIPES } from './ofd-recipes';

/** Files may take longer than other requests. */
const PATIENT_MS = 2000;
const BOUNDARY = 'huren-hostile';

interface PageBench {
  readonly good: Uint8Array;
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly anchors: ReadonlyMap<string, LocatedAnchor>;
  /** Finding codes that the good file has too, for want of a presentation. */
  readonly goodCodes: ReadonlySet<string>;
}

const benches = new WeakMap<HostileWorld, Promise<PageBench>>();

const content = contentOf({
  ZZMC: '演示营业执照',
  ZZLXDM: TYPE,
  ZZBS: makeLicenceIdentifier({ typeCode: TYPE, issuer: ISSUER, serial: 'HOSTILE1', version: 1 }),
  ZZBFJGDM: ISSUER,
  ZZBFRQ: '20260302',
  ZZYXQQSRQ: '20260302',
  ZZYXQJZRQ: '长期',
  KZ_SSXZQH: QIQIHAR,
  CZZT: '演示商行',
});

const codesOf = ({ body }: Sent): readonly string[] =>
  ((body['findings'] ?? []) as readonly { code: string; outcome: string }[])
    .filter(({ outcome }) => outcome !== 'pass')
    .map(({ code }) => code);

async function openBench(world: HostileWorld): Promise<PageBench> {
  await registerSesSeal(world.world);
  const files = new Map(Object.entries(OFD_RECIPES).map(([recipe, make]) => [recipe, make(content)]));
  const good = pack(sign(content()));
  const names = ['good', ...files.keys()];
  const places = await anchorPages(world.world, [good, ...files.values()], 'hostile-pages');
  const anchors = new Map(names.map((name, at) => [name, places[at] as LocatedAnchor]));
  const sent = await world.send(jsonOf(good, anchors.get('good')));
  const genuine = ['verdict-invalid', 'verdict-untrusted'].filter((name) =>
    codesOf(sent).some((code) => code.startsWith('PAGE') || code.startsWith('PROOF') || name === code),
  );
  if (sent.status !== 200 || genuine.length > 0) throw new Error(`the good page form got ${gist(sent)}`);
  return { good, files, anchors, goodCodes: new Set(codesOf(sent)) };
}

function jsonOf(file: Uint8Array, anchor: LocatedAnchor | undefined): object {
  const ofd = Buffer.from(file).toString('base64');
  return { credential: { ofd, ...(anchor && { anchor }) }, matter: MATTER };
}

function partOf(name: string, value: Uint8Array | string, filename?: string): Buffer {
  const named = filename === undefined ? '' : `; filename="${filename}"`;
  const head = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${named}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), Buffer.from(value), Buffer.from('\r\n')]);
}

const closing = Buffer.from(`--${BOUNDARY}--\r\n`);

/** Bodies that are hostile as forms. */
const FORMS: Readonly<Record<string, (good: Uint8Array) => Buffer>> = {
  empty: () => Buffer.concat([partOf('file', ''), partOf('matter', MATTER), closing]),
  'upload:../../x.ofd': (good) =>
    Buffer.concat([partOf('file', good, '../../x.ofd'), partOf('matter', MATTER), closing]),
  multipart: (good) =>
    Buffer.concat([
      partOf('file', good),
      ...Array.from({ length: 10_000 }, (_, at) => partOf(`p${String(at)}`, '')),
      closing,
    ]),
  'multipart:open': (good) => Buffer.concat([partOf('matter', MATTER), partOf('file', good)]),
};

async function sendForm(world: HostileWorld, body: Buffer): Promise<Sent> {
  const started = performance.now();
  const response = await fetch(`${world.world.relyingUrl}/v1/verifications`, {
    method: 'POST',
    headers: {
      ...relyingToken(world.world),
      'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
    },
    body: Uint8Array.from(body),
  });
  const text = await response.text();
  return {
    status: response.status,
    text,
    body: bodyOf(text),
    headers: Object.fromEntries(response.headers),
    ms: performance.now() - started,
  };
}

export const canSendOfd = ({ recipe = '' }: HostileCase): boolean => recipe in OFD_RECIPES || recipe in FORMS;

/** The classes of what the file has besides the good one: a review for want of a presentation proves nothing. */
export async function sendOfd({ recipe = '' }: HostileCase, world: HostileWorld): Promise<Seen> {
  const opened = benches.get(world) ?? openBench(world);
  benches.set(world, opened);
  const { good, files, anchors, goodCodes } = await opened;
  const form = FORMS[recipe];
  const sent =
    form === undefined
      ? await world.send(jsonOf(files.get(recipe) as Uint8Array, anchors.get(recipe)))
      : await sendForm(world, form(good));
  const findings = (sent.body['findings'] ?? []) as readonly { code: string }[];
  const own = findings.filter(({ code }) => !goodCodes.has(code));
  const judged = sent.status === 200 ? { ...sent, body: { ...sent.body, findings: own } } : sent;
  return {
    classes: classesOf(judged, world.accepted),
    what: gist(sent),
    sent: [sent],
    patientMs: PATIENT_MS,
  };
}
