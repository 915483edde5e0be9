import {
  encodeBase64url,
  instantFromMs,
  nobleProvider,
  type Receipt,
  signReceipts,
} from '@huren/chaincode/domain';
import { receiptKeyOf, signer } from '../contract/demo-network';
import { BAICHENG, MATTER, RELYING } from '../gateway/world';
import { gist, type Sent } from './answer-class';
import type { Seen } from './appliers';
import type { HostileCase } from './hostile-file';
import { type Credential, type HostileWorld, sendTo } from './hostile-world';
import { sha256 } from './workshop';

/** Receipt and the request that it answers. */
async function receipted(
  world: HostileWorld,
): Promise<{ readonly receipt: Receipt; readonly nonce: string }> {
  const body = await world.request();
  const sent = await world.send(body);
  return { receipt: sent.body['receipt'] as Receipt, nonce: String(body['nonce']) };
}

const url = (world: HostileWorld): string => `${world.world.relyingUrl}/v1/receipts/verify`;

/** A receipt by a key that its member has ended, over a height after that end. */
async function byEndedKey(world: HostileWorld, { payload }: Receipt): Promise<Receipt> {
  const { world: base } = world;
  const key = signer('ES256', 98);
  await base.submit(BAICHENG, 'member', 'registerReceiptKey', receiptKeyOf(key, BAICHENG));
  await base.submit(BAICHENG, 'member', 'endReceiptKey', { keyId: key.keyId });
  await base.relying.caughtUp();
  const { height } = base.relying.context.index.head;
  const [receipt] = signReceipts([{ ...payload, key: key.keyId, height }], key, nobleProvider);
  return receipt as Receipt;
}

async function bent(world: HostileWorld, recipe: string): Promise<unknown> {
  const { receipt, nonce } = await receipted(world);
  const { payload } = receipt;
  const with_ = (changes: object): object => ({
    receipt: { ...receipt, payload: { ...payload, ...changes } },
  });
  const text = JSON.stringify({ receipt });
  const leaf = encodeBase64url(world.shop.leafHash((world.good[1] as Credential).parts));
  switch (recipe) {
    case 'verdict':
      return with_({ verdict: 'refuse' });
    case 'time':
      return with_({ time: instantFromMs(world.world.now + 1) });
    case 'hash':
      return with_({ request: encodeBase64url(sha256(Buffer.from('another licence'))) });
    case 'nonce':
      return {
        receipt,
        request: {
          leaf,
          nonce: `${nonce.startsWith('A') ? 'B' : 'A'}${nonce.slice(1)}`,
          matter: MATTER,
          authority: RELYING,
          asOf: undefined,
        },
      };
    case 'revoked':
      return { receipt: await byEndedKey(world, receipt) };
    case 'otherproof':
      return { receipt: { ...receipt, path: { index: 1, size: 2, proof: [payload.previous] } } };
    case 'pii':
    case 'extra':
      return with_({ holder: '演示' });
    default:
      return text.replace('"payload":{', '"payload":{"verdict":"accept",');
  }
}

function classesOfCheck({ status, body }: Sent): readonly string[] {
  if (status === 400) return ['receipt-invalid', 'reject-400'];
  if (status !== 200 || body['valid'] !== false) return [];
  const codes = body['codes'] as readonly string[];
  const untrusted = codes.some((code) => code.startsWith('RECEIPT_KEY_')) ? ['receipt-untrusted'] : [];
  const mismatch = codes.includes('RECEIPT_REQUEST_DIFFERS') ? ['receipt-mismatch'] : [];
  return ['receipt-invalid', ...untrusted, ...mismatch];
}

const RECIPES = new Set(['verdict', 'time', 'hash', 'nonce', 'revoked', 'otherproof', 'pii', 'dup', 'extra']);
export const canBendReceipt = ({ recipe = '' }: HostileCase): boolean => RECIPES.has(recipe);

export async function sendBentReceipt({ recipe = '' }: HostileCase, world: HostileWorld): Promise<Seen> {
  const { receipt, nonce } = await receipted(world);
  const leaf = encodeBase64url(world.shop.leafHash((world.good[1] as Credential).parts));
  const request = { leaf, nonce, matter: MATTER, authority: RELYING };
  const whole = await sendTo(url(world), { receipt, request }, {});
  if (whole.body['valid'] !== true) throw new Error(`a good receipt got ${gist(whole)} ${whole.text}`);
  const sent = await sendTo(url(world), await bent(world, recipe), {});
  return { classes: classesOfCheck(sent), what: `${gist(sent)} ${String(sent.body['codes'])}`, sent: [sent] };
}
