import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NetworkChange } from '@huren/chaincode/domain';
import { NetworkHome } from '@huren/network/operator';
import { parseNetworkFile, writeNetworkFile } from '@huren/network/topology';
import { stopNode } from '../../network/src/operator/node-process';

/**
 * A folder for each member of a network that runs in one: nodes and certificates are those of the one, but each folder
 * belongs to its member alone and has its own network.yaml.
 */
export class MemberFolders {
  readonly #root = realpathSync(mkdtempSync(join(tmpdir(), 'huren-members-')));

  constructor(network: NetworkHome) {
    for (const { id } of network.topology.members) {
      const folder = join(this.#root, id);
      mkdirSync(join(folder, 'channel'), { recursive: true });
      writeFileSync(join(folder, 'network.yaml'), writeNetworkFile(network.topology));
      writeFileSync(join(folder, 'own-members'), `${id}\n`);
      symlinkSync(network.genesisBlock, join(folder, 'channel', 'genesis.block'));
      for (const name of ['certificates', 'nodes', 'chaincode', 'profiles']) {
        const shared = join(network.folder, name);
        if (existsSync(shared)) symlinkSync(shared, join(folder, name));
      }
    }
  }

  of(member: string): string {
    return join(this.#root, member);
  }

  home(member: string): NetworkHome {
    const folder = this.of(member);
    return new NetworkHome(folder, parseNetworkFile(readFileSync(join(folder, 'network.yaml'), 'utf8')));
  }

  /** The id of the one open request, once it is there; `before` is one whose end a peer may not have seen yet. */
  async requested(requests: () => Promise<readonly NetworkChange[]>, before?: string): Promise<string> {
    for (const end = Date.now() + 60_000; Date.now() < end;) {
      const [one] = (await requests()).filter(({ id, state }) => state === 'open' && id !== before);
      if (one !== undefined) return one.id;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('no request came');
  }

  /** Stops what runs from these folders: a member may have more nodes by now than the network began with. */
  async remove(): Promise<void> {
    for (const member of readdirSync(this.#root)) {
      const nodes = join(this.of(member), 'nodes');
      for (const name of readdirSync(nodes)) {
        if (name.startsWith(member)) await stopNode({ folder: join(nodes, name) }, 5_000);
      }
    }
    rmSync(this.#root, { recursive: true, force: true });
  }
}
