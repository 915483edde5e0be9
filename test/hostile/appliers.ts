import { classesOf, gist, type Sent } from './answer-class';
import { plainSpelling, sendBent, sendWholeBody } from './credential-cases';
import { abuse, canAbuse, clockSteps } from './abuse-cases';
import { sendHttp } from './http-cases';
import { offerCertificate, registerKey } from './key-cases';
import { canDamage, damage } from './ledger-file-cases';
import { canPrepare, sendGiven } from './ledger-state-cases';
import { canSendOfd, sendOfd } from './ofd-cases';
import { canBendReceipt, sendBentReceipt } from './receipt-cases';
import { canTransact, sendTransaction } from './transaction-cases';
import { canPresent, sendPresentation, sendScanned } from './presentation-cases';
import { sendBentProof } from './proof-cases';
import { sendBentDer, sendBentSignature } from './signature-cases';
import { canBendToken, sendBentToken } from './token-cases';
import type { HostileCase } from './hostile-file';
import type { HostileWorld } from './hostile-world';

/** What came of a case: the classes that it belongs to, and the answers that the invariants are held against. */
export interface Seen {
  readonly classes: readonly string[];
  /** In words, for the message of a failed test. */
  readonly what: string;
  readonly sent: readonly Sent[];
  /** Where an answer has to wait: how long it may take. */
  readonly patientMs?: number;
}

export type Applier = (hostile: HostileCase, world: HostileWorld) => Promise<Seen>;

export function seenOf(sent: Sent, good: string): Seen {
  return { classes: classesOf(sent, good), what: gist(sent), sent: [sent] };
}

const WHOLE = new Set(['bodyRaw', 'bodyGen', 'transcode']);

const ofBody: Applier = async (hostile, world) => seenOf(await sendWholeBody(hostile, world), world.accepted);

const ofField: Applier = async (hostile, world) => {
  const plain = await plainSpelling(hostile, world);
  const sent = await sendBent(hostile, world);
  return seenOf(sent, plain === undefined ? world.accepted : gist(plain));
};

const FIELD_OPS = new Set([
  'set',
  'setGen',
  'remove',
  'add',
  'addRaw',
  'dupKey',
  'rawToken',
  'rawStringBytes',
  'rawStringText',
  'reserialize',
]);

const answered =
  (send: (hostile: HostileCase, world: HostileWorld) => Promise<Sent>): Applier =>
  async (hostile, world) =>
    seenOf(await send(hostile, world), world.accepted);

const OFFERED = new Set(['cert:algmismatch', 'cert:ext1m']);

/** By target: who applies, and whether this very case can be applied. */
const BY_TARGET: Readonly<Record<string, readonly [Applier, (hostile: HostileCase) => boolean]>> = {
  proof: [answered(sendBentProof), ({ recipe = '' }) => !recipe.startsWith('sth-')],
  qr: [answered(sendScanned), () => true],
  presentation: [answered(sendPresentation), canPresent],
  token: [answered(sendBentToken), canBendToken],
  http: [sendHttp, () => true],
  'ledger-state': [sendGiven, canPrepare],
  key: [registerKey, () => true],
  tls: [offerCertificate, ({ recipe = '' }) => OFFERED.has(recipe)],
  tx: [sendTransaction, canTransact],
  'ledger-files': [damage, canDamage],
  receipt: [sendBentReceipt, canBendReceipt],
  gateway: [abuse, canAbuse],
  ofd: [sendOfd, canSendOfd],
  env: [(_hostile, world) => clockSteps(world), ({ id }) => id === 'time-041'],
};

/** How a case is applied; undefined where nothing here can. */
export function applierOf(hostile: HostileCase): Applier | undefined {
  const { target, op, group, path } = hostile;
  if (target === 'request' && WHOLE.has(op)) return ofBody;
  if (group === 'signature-der') return answered(sendBentDer);
  if (target === 'signature' || (op === 'substitute' && path === '/{signature}'))
    return answered(sendBentSignature);
  if (group === 'over-collection') return canPresent(hostile) ? answered(sendPresentation) : undefined;
  if ((target === 'request' || target === 'licence') && FIELD_OPS.has(op)) return ofField;
  const [applier, can] = BY_TARGET[target] ?? [];
  return applier !== undefined && can?.(hostile) === true ? applier : undefined;
}
