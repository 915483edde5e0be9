import type { Policy } from '@huren/chaincode/domain';
import type { InspectorOptions } from '@huren/chaincode/ofd';
import type { KeyStore, Ledger } from '@huren/network';
import {
  createGateway,
  demoIdentityService,
  type Gateway,
  type Log,
  type ProviderOptions,
} from '../../index';
import type { DemoFolders } from './demo-folders';

interface Pooled {
  readonly gateway: Gateway;
  /** Where the seed reaches it: an ephemeral port of the loopback interface, open only while seeding. */
  readonly url: string;
}

export interface PoolOptions {
  /** How the member's gateway reaches the ledger. */
  readonly ledgerOf: (member: string) => Ledger;
  readonly folders: DemoFolders;
  readonly passphrase: string;
  readonly policy: Policy;
  readonly logger: (member: string) => Log;
  readonly clock: () => number;
  /** Where the member's own people sign in. */
  readonly identityProvider?: (member: string) => ProviderOptions | undefined;
  /** How page forms are opened; for runs from sources. */
  readonly inspector?: InspectorOptions;
}

/** The gateways of the demo's members, opened as they are needed; each holds its own member's keys only. */
export class GatewayPool {
  readonly #open = new Map<string, Promise<Gateway>>();
  readonly #seeding = new Map<string, Promise<Pooled>>();
  readonly #closers: (() => Promise<void>)[] = [];
  #keys: ReadonlyMap<string, KeyStore> = new Map();

  constructor(private readonly options: PoolOptions) {}

  /** Key folders that are open already: a passphrase costs its scrypt once. */
  useKeys(keys: ReadonlyMap<string, KeyStore>): void {
    this.#keys = keys;
  }

  gateway(member: string): Promise<Gateway> {
    let gateway = this.#open.get(member);
    if (gateway === undefined) {
      const { ledgerOf, folders, passphrase, policy, logger, clock, inspector } = this.options;
      const keys = this.#keys.get(member);
      const identityProvider = this.options.identityProvider?.(member);
      gateway = createGateway({
        ledger: ledgerOf(member),
        member,
        dataPath: folders.gateway(member),
        keysPath: folders.keys(member),
        passphrase,
        ...(keys && { keys }),
        ...(identityProvider && { identityProvider }),
        ...(inspector && { inspector }),
        identityServices: { demo: demoIdentityService },
        policy,
        clock,
        logger: logger(member),
      });
      this.#open.set(member, gateway);
    }
    return gateway;
  }

  /** The member's gateway with a port for the seed. */
  seeding(member: string): Promise<Pooled> {
    let pooled = this.#seeding.get(member);
    if (pooled === undefined) {
      pooled = this.gateway(member).then(async (gateway) => {
        const listening = await gateway.listen(0);
        this.#closers.push(() => listening.close());
        return { gateway, url: listening.url };
      });
      this.#seeding.set(member, pooled);
    }
    return pooled;
  }

  /** Closes the seed's ports, and the gateways that are not in `kept`. */
  async closeExcept(kept: readonly string[]): Promise<void> {
    await Promise.all(this.#closers.splice(0).map((close) => close()));
    this.#seeding.clear();
    const others = [...this.#open].filter(([member]) => !kept.includes(member));
    await Promise.all(
      others.map(async ([member, gateway]) => {
        this.#open.delete(member);
        // One that could not be opened has told whoever asked for it.
        await (await gateway.catch(() => undefined))?.close();
      }),
    );
  }
}
