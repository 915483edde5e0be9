import './quiet-client';
import type { KeyObject } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Gateway, Network, X509Identity } from 'fabric-network';
import { LedgerInDoubt, LedgerUnavailable, type Signer, type TransactionRequest } from '../ledger';
import { Abreast, NotAbreast } from './abreast';
import type { ConnectionProfile } from './connection-profile';
import { discoveryOf, outsideIdentity } from './fabric-common-parts';
import { portError } from './port-error';
import type { Submitter } from './submitter';

/** Whose identity asks the peers' discovery service: its key must be here, or in the wallet. */
export type DiscoveryIdentity =
  | { readonly mspId: string; readonly certificate: string; readonly privateKey: KeyObject }
  /** A file system wallet of fabric-network, and the label in it. */
  | { readonly wallet: string; readonly label: string };

export interface NetworkSubmitterOptions {
  readonly channelId: string;
  readonly chaincode: string;
  readonly profile: ConnectionProfile;
  readonly identity: DiscoveryIdentity;
}

const timeoutMs = { endorse: 20_000, submit: 15_000, evaluate: 10_000 } as const;
/** How long peers are given to answer discovery after a start or a failure, ms. */
const plannedWithinMs = 20_000;

/** Loaded by whoever uses it: it costs a process a second and 40 MB. */
const library = () => import('fabric-network');

interface Connected {
  readonly gateway: Gateway;
  readonly network: Network;
}

/**
 * Submits by fabric-network: this process collects the endorsements itself, by the peers' discovery, and hands the
 * transaction to one orderer after another. A Gateway object that has lost a peer does not find it again, so it is
 * made anew.
 */
export class NetworkSubmitter implements Submitter {
  readonly engine = 'fabric-network';
  readonly #options: NetworkSubmitterOptions;
  #connected: Promise<Connected> | undefined;
  #closed = false;

  constructor(options: NetworkSubmitterOptions) {
    this.#options = options;
  }

  submit(
    request: TransactionRequest,
    signer: Signer,
  ): Promise<{ readonly transactionId: string; readonly result: string }> {
    const call = `${request.contract}:${request.fn}`;
    return this.#patiently(async ({ network }) => {
      const channel = network.getChannel();
      const handler = await discoveryOf(network, this.#options.chaincode).catch((error: unknown) => {
        throw new NotReached(error);
      });
      const identity = outsideIdentity(channel, signer);
      const endorsement = channel.newEndorsement(this.#options.chaincode);
      const proposal = endorsement.build(identity, { fcn: call, args: [request.argument] });
      endorsement.sign(Buffer.from(await signer.sign(proposal)));
      const answer = await endorsement
        .send({ handler, requestTimeout: timeoutMs.endorse })
        .catch((error: unknown) => {
          throw refusalOf([error], call, endorsement.getTransactionId());
        });
      const transactionId = endorsement.getTransactionId();
      const result = agreedResult(answer, call, transactionId);
      const commit = endorsement.newCommit();
      const transaction = commit.build(identity);
      commit.sign(Buffer.from(await signer.sign(transaction)));
      const ordered = await commit.send({ handler, requestTimeout: timeoutMs.submit }).then(
        (response: { readonly status?: unknown }) => response.status === 'SUCCESS',
        () => false,
      );
      if (!ordered) {
        this.#renew();
        throw new LedgerInDoubt(transactionId, 'the orderers did not confirm the transaction');
      }
      return { transactionId, result };
    });
  }

  evaluate(request: TransactionRequest, signer: Signer): Promise<string> {
    const call = `${request.contract}:${request.fn}`;
    return this.#patiently(async ({ network }) => {
      const channel = network.getChannel();
      const query = channel.newQuery(this.#options.chaincode);
      const identity = outsideIdentity(channel, signer);
      const proposal = query.build(identity, { fcn: call, args: [request.argument] });
      query.sign(Buffer.from(await signer.sign(proposal)));
      const { profile } = this.#options;
      const own = profile.organizations[profile.client.organization]?.mspid;
      const [target] = channel.getEndorsers(own);
      if (target === undefined) throw new NotReached(new Error('no peer'));
      const answer = await query
        .send({ targets: [target], requestTimeout: timeoutMs.evaluate })
        .catch((error: unknown) => {
          throw refusalOf([error], call, '');
        });
      return agreedResult(answer, call, '');
    });
  }

  close(): void {
    this.#closed = true;
    this.#renew();
  }

  /** While nothing has been ordered, a network that is not in reach is tried again. */
  async #patiently<T>(act: (connected: Connected) => Promise<T>): Promise<T> {
    const abreast = new Abreast();
    for (const patience = Date.now() + plannedWithinMs; ;) {
      try {
        return await act(await this.#connect());
      } catch (error) {
        if (error instanceof NotAbreast) {
          await abreast.again(error);
          continue;
        }
        if (!(error instanceof NotReached)) throw error;
        this.#renew();
        if (this.#closed || Date.now() > patience) {
          throw new LedgerUnavailable('too few members’ peers are in reach; try again in a moment');
        }
        await wait(300);
      }
    }
  }

  #connect(): Promise<Connected> {
    this.#connected ??= this.#open();
    return this.#connected;
  }

  async #open(): Promise<Connected> {
    const gateway = new (await library()).Gateway();
    try {
      const { profile, identity, channelId } = this.#options;
      await gateway.connect(
        { ...profile },
        {
          ...(await identityOf(identity)),
          // Addresses are what the members announce; nothing is a container's.
          discovery: { enabled: true, asLocalhost: false },
        },
      );
      return { gateway, network: await gateway.getNetwork(channelId) };
    } catch (error) {
      gateway.disconnect();
      throw new NotReached(error);
    }
  }

  /** The next call makes a new Gateway object. */
  #renew(): void {
    const old = this.#connected;
    this.#connected = undefined;
    old?.then(
      ({ gateway }) => {
        gateway.disconnect();
      },
      () => undefined,
    );
  }
}

/** Nothing was ordered, and another attempt may succeed. */
class NotReached extends Error {
  constructor(cause: unknown) {
    super('the network is not in reach', { cause });
  }
}

/** @throws RangeError when the wallet has no such identity. */
async function identityOf(identity: DiscoveryIdentity) {
  const x509 = 'wallet' in identity ? await fromWallet(identity) : fromKey(identity);
  const { certificate, privateKey: key } = x509.credentials;
  // Without this the client makes a throw-away TLS certificate, which takes it seconds; nodes ask for none.
  return { identity: x509, tlsInfo: { certificate, key } };
}

function fromKey(identity: Exclude<DiscoveryIdentity, { readonly wallet: string }>): X509Identity {
  const privateKey = identity.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const { mspId, certificate } = identity;
  return { type: 'X.509', mspId, credentials: { certificate, privateKey } };
}

async function fromWallet({ wallet, label }: Extract<DiscoveryIdentity, { readonly wallet: string }>) {
  const { Wallets } = await library();
  const found = await (await Wallets.newFileSystemWallet(wallet)).get(label);
  if (found?.type !== 'X.509') throw new RangeError('the wallet has no X.509 identity of this label');
  return found as X509Identity;
}

interface Answer {
  readonly errors: readonly unknown[];
  readonly responses: readonly {
    readonly payload?: Uint8Array;
    readonly response: { readonly status: number; readonly message: string; readonly payload: Uint8Array };
  }[];
}

/** What all endorsers answered alike. @throws the port's errors, NotReached */
function agreedResult({ errors, responses }: Answer, call: string, transactionId: string): string {
  const refused = responses.filter(({ response }) => response.status >= 400);
  const said = [...refused.map(({ response }) => response.message), ...errors];
  // What some refuse and others endorse is the word of peers that are behind.
  if (refused.length > 0 && refused.length < responses.length) throw new NotAbreast(transactionId);
  const [first, ...others] = responses;
  if (said.length > 0 || first === undefined) throw refusalOf(said, call, transactionId);
  const same = others.every(({ payload }) =>
    Buffer.from(payload ?? []).equals(first.payload ?? Buffer.alloc(0)),
  );
  if (!same) throw new NotAbreast(transactionId);
  return Buffer.from(first.response.payload).toString('utf8');
}

function refusalOf(said: readonly unknown[], call: string, transactionId: string): Error {
  const texts = said.flatMap((one) => {
    const { endorsements } = one as { readonly endorsements?: readonly unknown[] };
    return [one, ...(endorsements ?? [])].map((part) =>
      part instanceof Error ? part.message : String(part),
    );
  });
  const lost = /UNAVAILABLE|REQUEST TIMEOUT|not connected|No endorsement plan|DiscoveryService|Discovery/;
  if (!texts.some((text) => /HUREN\./.test(text)) && texts.some((text) => lost.test(text))) {
    return new NotReached(new Error(texts.join('\n')));
  }
  return portError(texts, call, transactionId);
}
