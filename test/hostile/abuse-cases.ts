import { url as inspectorUrl } from 'node:inspector';
import { issuerToken } from '../gateway/issuing';
import { bearer, tokenOf } from '../gateway/client';
import { BAICHENG, CUSTODIAN, MATTER, QIQIHAR, RELYING } from '../gateway/world';
import { classesOf, gist, type Sent } from './answer-class';
import type { Seen } from './appliers';
import type { HostileCase } from './hostile-file';
import { type Credential, type HostileWorld, sendTo } from './hostile-world';
import { leaksOf } from './leaks';
import { HOLDER_CODE, HOLDER_NAME } from './workshop';

type Scenario = (world: HostileWorld) => Promise<Seen>;

const every = (sent: readonly Sent[], good: string, patientMs = 30_000): Seen => {
  const [first = []] = sent.map((each) => classesOf(each, good));
  const classes = first.filter((name) => sent.every((each) => classesOf(each, good).includes(name)));
  return { classes, what: [...new Set(sent.map(gist))].join('; '), sent, patientMs };
};

/** The good licence with another number of its holder in the disclosure. */
async function guess(world: HostileWorld, code: string): Promise<Sent> {
  const { parts, anchor } = world.good[1] as Credential;
  const disclosures = parts.disclosures.map((text) => String(text).replace(HOLDER_CODE, code));
  return world.send(await world.request({ parts: { ...parts, disclosures }, anchor }));
}

const guesses: Scenario = async (world) => {
  const sent: Sent[] = [];
  for (let day = 10; day < 30; day++) sent.push(await guess(world, `110105194912${String(day)}002X`));
  return every(sent, world.accepted);
};

/** What stands beside a receipt's random and counted parts has one length whatever was guessed. */
const sizes: Scenario = async (world) => {
  const sent = [await guess(world, '110105194912300021'), await guess(world, '000000000000000000')];
  const lengths = sent.map(({ body }) => JSON.stringify({ ...body, receipt: undefined }).length);
  return { classes: lengths[0] === lengths[1] ? ['no-difference'] : [], what: lengths.join(' '), sent };
};

/** Many at once, as after an outage. */
const storm: Scenario = async (world) => {
  const bodies = await Promise.all(Array.from({ length: 200 }, () => world.request()));
  return every(await Promise.all(bodies.map((body) => world.send(body))), world.accepted);
};

const SLOW_FOR_BACKTRACKING = [
  'a'.repeat(50_000),
  `${'0'.repeat(50_000)}!`,
  `${'1.'.repeat(25_000)}x`,
  `${'-'.repeat(50_000)}~`,
];

const backtracking: Scenario = async (world) => {
  const sent: Sent[] = [];
  const body = await world.request();
  for (const text of SLOW_FOR_BACKTRACKING) {
    for (const name of ['credential', 'matter', 'nonce', 'asOf'])
      sent.push(await world.send({ ...body, [name]: text }));
    sent.push(await world.send({ ...body, credential: `{"anchor":{"batch":"${text}` }));
  }
  return every(sent, world.accepted, 5_000);
};

const manyKeys: Scenario = async (world) => {
  const keys = Array.from({ length: 5_000 }, (_, at) => `"k${String(at)}":0`);
  return every([await world.send(`{${keys.join(',')}}`)], world.accepted);
};

const badSignatures: Scenario = async (world) => {
  const { parts, anchor } = world.good[1] as Credential;
  const signature = 'A'.repeat(86);
  const bodies = await Promise.all(
    Array.from({ length: 200 }, () => world.request({ parts: { ...parts, signature }, anchor })),
  );
  return every(await Promise.all(bodies.map((body) => world.send(body))), world.accepted);
};

/** Refused input leaves no more in the log than a line of bounded length, and nothing of itself. */
const logFlood: Scenario = async (world) => {
  const before = world.log.join('').length;
  for (let at = 0; at < 50; at++) await world.send({ credential: 'x'.repeat(60_000), matter: MATTER });
  const grown = world.log.join('').length - before;
  const sent = await world.send(await world.request());
  return {
    classes: grown < 50 * 1000 ? classesOf(sent, world.accepted) : [],
    what: `${String(grown)} characters`,
    sent: [sent],
  };
};

const traces: Scenario = async (world) => {
  const { relyingUrl } = world.world;
  const sent = [
    await world.send('{"a":'),
    await world.send({ credential: { sdJwt: HOLDER_NAME }, matter: MATTER }),
    await sendTo(`${relyingUrl}/v1/members/%00`, undefined, {}, 'GET'),
    await sendTo(`${relyingUrl}/v1/transactions/x%27`, undefined, {}, 'GET'),
    await sendTo(`${relyingUrl}/constructor`, undefined, {}, 'GET'),
  ];
  return {
    classes: sent.every((each) => leaksOf(each).length === 0) ? ['no-leak'] : [],
    what: sent.map(gist).join('; '),
    sent,
  };
};

const inspecting: Scenario = () =>
  Promise.resolve({
    classes: inspectorUrl() === undefined ? ['closed'] : [],
    what: 'no inspector',
    sent: [],
  });

/** Nobody reads receipts back, and a request of issuing only by the office that made it. */
const foreignReceipts: Scenario = async (world) => {
  const { world: base } = world;
  const other = bearer(tokenOf(base.identity(CUSTODIAN), CUSTODIAN, QIQIHAR, base.now));
  const sent = [
    await sendTo(`${base.issuingUrl}/v1/receipts/1`, undefined, issuerToken(base), 'GET'),
    await sendTo(`${base.issuingUrl}/v1/licences/repeated-idemsame`, undefined, other, 'GET'),
  ];
  const classes = sent.every(({ status }) => status === 404 || status === 403) ? ['reject-404'] : [];
  return { classes, what: sent.map(gist).join('; '), sent };
};

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'enumerate:id': guesses,
  'oracle:size': sizes,
  storm,
  redos: backtracking,
  hashflood: manyKeys,
  badsig: badSignatures,
  logflood: logFlood,
  trace: traces,
  inspect: inspecting,
  'idor:receipt': foreignReceipts,
};

export const canAbuse = ({ recipe = '' }: HostileCase): boolean => recipe in SCENARIOS;

export async function abuse({ recipe = '' }: HostileCase, world: HostileWorld): Promise<Seen> {
  const scenario = SCENARIOS[recipe];
  if (scenario === undefined) throw new TypeError(`no scenario ${recipe}`);
  return scenario(world);
}

/** The clock goes back by an hour between two looks of one request. */
export async function clockSteps(world: HostileWorld): Promise<Seen> {
  const body = await world.request();
  await world.send(await world.request());
  const { now } = world.world;
  let looks = 0;
  Object.defineProperty(world.world, 'now', {
    configurable: true,
    get: () => (++looks > 2 ? now - 3_600_000 : now),
  });
  try {
    const sent = await sendTo(`${world.world.relyingUrl}/v1/verifications`, body, tokenAt(world, now));
    return {
      classes: classesOf(sent, world.accepted),
      what: `${gist(sent)} after ${String(looks)} looks`,
      sent: [sent],
    };
  } finally {
    Object.defineProperty(world.world, 'now', {
      configurable: true,
      enumerable: true,
      writable: true,
      value: now,
    });
  }
}

function tokenAt({ world }: HostileWorld, now: number): Record<string, string> {
  return bearer(tokenOf(world.identity(RELYING), RELYING, BAICHENG, now));
}
