import { createLog } from '@huren/gateway';
import { dayOfMs, type LocatedAnchor } from '@huren/chaincode/domain';
import { relyingToken } from '../gateway/issuing';
import { INSPECTOR } from '../gateway/page-licence';
import {
  BAICHENG,
  CUSTODIAN,
  HEILONGJIANG,
  ISSUER,
  MATTER,
  openWorld,
  QIQIHAR,
  START,
  TYPE,
  type World,
} from '../gateway/world';
import { b64 as filled } from '../contract/demo-network';
import { gist, type Sent } from './answer-class';
import { type Parts, sign, textOf, Workshop } from './workshop';

/** A second type that no agreement names, and matters whose agreements are each wrong in one way. */
export const UNCOVERED_TYPE = `${HEILONGJIANG}002`;
export const STRANGE = {
  /** No agreement names it. */
  uncovered: '000100003000',
  /** Withdrawn with notice, and the notice is over. */
  withdrawn: '000100004000',
  tomorrow: '000100005000',
  ended: '000100006000',
  /** Only the other way round. */
  reverse: '000100007000',
} as const;
const DAY_MS = 86_400_000;
/** A withdrawal takes thirty days' notice. */
const LATER_MS = 32 * DAY_MS;

export interface Credential {
  readonly parts: Parts;
  readonly anchor: LocatedAnchor;
}

/** Good input, good answers, and everything around them that a hostile case may touch. */
export interface HostileWorld {
  readonly world: World;
  readonly shop: Workshop;
  /** Four licences of one batch. */
  readonly good: readonly Credential[];
  /** Two licences of another. */
  readonly otherBatch: readonly Credential[];
  /** Gist of the answer to a good request. */
  readonly accepted: string;
  /** Log lines of both gateways. */
  readonly log: readonly string[];
  /** A body that is accepted; its nonce is fresh. */
  request(
    credential?: Credential,
    changes?: Readonly<Record<string, unknown>>,
  ): Promise<Record<string, unknown>>;
  send(body: unknown, headers?: Readonly<Record<string, string>>, path?: string): Promise<Sent>;
  close(): Promise<void>;
}

export async function sendTo(
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>>,
  method = 'POST',
): Promise<Sent> {
  const started = performance.now();
  const isText = typeof body === 'string' || body instanceof Uint8Array;
  const response = await fetch(url, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: (isText ? body : JSON.stringify(body)) as string }),
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

export function bodyOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

async function carry(world: World, kind: string, body: object): Promise<void> {
  const { result } = await world.submit(QIQIHAR, 'member', 'propose', { kind, body, nonce: filled(7) });
  const { motion, state } = JSON.parse(result) as { motion: string; state: string };
  if (state !== 'carried') await world.submit(BAICHENG, 'member', 'vote', { motion, approve: true });
}

async function agree(world: World, id: string, terms: object): Promise<void> {
  await world.submit(QIQIHAR, 'agreement', 'propose', {
    id,
    parties: [QIQIHAR, BAICHENG],
    terms: { title: '演示互认协议', text: { digest: filled(1), filing: '演示', publication: '' }, ...terms },
  });
  await world.submit(BAICHENG, 'agreement', 'accept', { id, version: 1 });
}

const clause = (matter: string, changes: object = {}) => ({
  id: '1',
  types: [TYPE],
  issuingRegions: [QIQIHAR],
  receivingRegions: [BAICHENG],
  matters: [matter],
  effect: 'accept',
  conditions: {},
  ...changes,
});

async function strangeAgreements(world: World, shop: Workshop): Promise<void> {
  await agree(world, 'withdrawn', { from: '2026-01-01', clauses: [clause(STRANGE.withdrawn)] });
  await agree(world, 'ended', { from: '2026-01-01', to: shop.day(1), clauses: [clause(STRANGE.ended)] });
  await agree(world, 'tomorrow', { from: shop.day(33), clauses: [clause(STRANGE.tomorrow)] });
  const reverse = { issuingRegions: [BAICHENG], receivingRegions: [QIQIHAR] };
  await agree(world, 'reverse', { from: '2026-01-01', clauses: [clause(STRANGE.reverse, reverse)] });
  await world.submit(BAICHENG, 'agreement', 'withdraw', { id: 'withdrawn', lastDay: shop.day(30) });
}

async function furnish(world: World, shop: Workshop): Promise<void> {
  await world
    .submit(HEILONGJIANG, 'licence-type', 'define', {
      code: UNCOVERED_TYPE,
      name: { zh: '演示证照', en: 'Demo licence' },
      holder: 'either',
      validity: 'either',
      reach: 'nationwide',
      fields: ['certificate_holder_name'],
      yearlyInspection: false,
      organs: [],
    })
    .catch(() => undefined);
  for (const code of Object.values(STRANGE)) {
    await carry(world, 'define-matter', {
      code,
      name: { zh: '演示事项', en: 'Demo matter' },
      kind: '01',
      legalBasis: [{ title: '演示条例', article: '第一条' }],
      from: dayOfMs(START),
      materials: [{ types: [TYPE], fields: ['certificate_holder_name'], legalForm: 'any', identityLevel: 0 }],
    });
  }
  await strangeAgreements(world, shop);
  // The issuing office relies on licences too, so that a presentation can be tried at a second gateway.
  const filing = { reference: '权责清单 1', digest: filled(1) };
  const grant = { types: [TYPE], region: QIQIHAR, from: '2000-01-01', filing };
  // The one has its competence already, the other has only sealed for it so far.
  for (const [authority, competence] of [
    [ISSUER, []],
    [CUSTODIAN, [grant]],
  ] as const) {
    const roles = ['issuing', 'relying'];
    await world.submit(HEILONGJIANG, 'authority', 'approve', { authority, roles, competence });
  }
}

export async function openHostileWorld(): Promise<HostileWorld> {
  const log: string[] = [];
  const logger = createLog('debug', BAICHENG, { write: (line) => void log.push(line) });
  const world = await openWorld({ logger, inspector: INSPECTOR });
  const shop = new Workshop(world);
  await furnish(world, shop);
  world.now += LATER_MS;
  await shop.registerSeals();
  const batch = async (size: number): Promise<readonly Credential[]> => {
    const parts = Array.from({ length: size }, () => shop.sealed());
    const anchors = await shop.anchor(parts);
    return parts.map((each, at) => ({ parts: each, anchor: anchors[at] as LocatedAnchor }));
  };
  const good = await batch(4);
  const otherBatch = await batch(2);
  const send: HostileWorld['send'] = (body, headers = {}, path = '/v1/verifications') =>
    sendTo(`${world.relyingUrl}${path}`, body, { ...relyingToken(world), ...headers });
  const request: HostileWorld['request'] = async (chosen, changes = {}) => {
    const credential = chosen ?? good[1];
    if (credential === undefined) throw new TypeError('there is no good licence');
    const asked = await shop.askFor();
    const sdJwt = shop.bind(textOf(credential.parts), asked);
    return {
      credential: { sdJwt, anchor: credential.anchor },
      matter: MATTER,
      nonce: asked.nonce,
      ...changes,
    };
  };
  const accepted = gist(await send(await request()));
  if (!accepted.startsWith('accept:')) throw new Error(`the good request got ${accepted}`);
  return { world, shop, good, otherBatch, accepted, log, request, send, close: () => world.close() };
}

export { sign };
