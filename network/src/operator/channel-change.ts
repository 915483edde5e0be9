import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { array, literal, object, readJson, string, type Infer } from '@huren/chaincode/domain';
import { writeWhole } from '../certificates';
import {
  awaitSequence,
  computeUpdate,
  fetchConfig,
  isReadable,
  isSigned,
  NothingChanges,
  ordererAddresses,
  quorumsOf,
  appliedUpdate,
  readParts,
  readUpdate,
  signUpdate,
  submitUpdate,
  type ChannelConfiguration,
  type ConfigGroup,
} from '../channel';
import type { PeerConnection } from '../fabric/peer-connection';
import type { Signer } from '../ledger';
import type { ChannelChanges } from './channel-changes';
import type { NetworkHome } from './home';
import { OperatorFault, type Words } from './operator-fault';
import { withOwnPeers } from './own-peers';

const bytes = string({ min: 4, max: 4 * 1024 * 1024, pattern: /^[A-Za-z0-9+/]+={0,2}$/ });

/** A channel update with the signatures that it has so far, for members who sign on other machines. */
const changeShape = object({
  format: literal('huren-channel-change/1'),
  zh: string({ max: 400 }),
  en: string({ max: 400 }),
  update: bytes,
  signatures: array(object({ msp: string({ max: 64 }), header: bytes, signature: bytes }), { max: 64 }),
});
export type ChangeFile = Infer<typeof changeShape>;

/** @throws MalformedError */
export function parseChange(text: string): ChangeFile {
  return changeShape(readJson(text, { maxLength: 8 * 1024 * 1024, maxString: 4 * 1024 * 1024 }));
}

/**
 * Changes of the channel's configuration: computed, signed by the administrators whose keys are here, submitted. Where
 * they do not suffice, the others sign a file: the way for a ledger that cannot commit, and only for that.
 */
export class ChannelChange implements ChannelChanges {
  constructor(private readonly home: NetworkHome) {}

  /** The file in which a change waits for other members' signatures. */
  get pendingFile(): string {
    return join(this.home.folder, 'channel', 'change.json');
  }

  /**
   * Makes the change take effect; nothing when the channel is so already.
   * @returns the configuration in force afterwards.
   * @throws OperatorFault `signatures-missing`: the file for the other members lies at `pendingFile`
   */
  async make(
    _member: string,
    words: Words,
    edit: (root: ConfigGroup) => ConfigGroup,
  ): Promise<ChannelConfiguration> {
    return this.#asked(async (connection, admin) => {
      const base = await fetchConfig(connection, this.#channel, admin);
      const update = updateOf(base, edit);
      if (update === undefined) {
        rmSync(this.pendingFile, { force: true });
        return base;
      }
      const earlier = this.#pending(base, edit(base.root));
      const file: ChangeFile = earlier ?? {
        format: 'huren-channel-change/1',
        ...words,
        update: Buffer.from(update).toString('base64'),
        signatures: [],
      };
      return this.#finish(file, base, connection, admin);
    });
  }

  /** Nothing is open anywhere. */
  async finish(): Promise<void> {
    return Promise.resolve();
  }

  /** Whether the administrators whose keys are here can make the change alone; also when nothing is to be changed. */
  async suffices(edit: (root: ConfigGroup) => ConfigGroup): Promise<boolean> {
    return this.#asked(async (connection, admin) => {
      const base = await fetchConfig(connection, this.#channel, admin);
      const own = new Set(this.home.own.map((member) => this.home.mspId(member)));
      return updateOf(base, edit) === undefined || isSigned(quorumsOf(base.root, edit(base.root)), own);
    });
  }

  /** What a change does, in its author's words and as the update itself says it. */
  describe(file: ChangeFile): readonly Words[] {
    const { readSet, writeSet } = readUpdate(Buffer.from(file.update, 'base64'));
    const touched = [...changedPaths(readSet, writeSet, '')].join(', ');
    return [
      { zh: file.zh, en: file.en },
      { zh: `更新将改变：${touched}`, en: `The update changes: ${touched}` },
    ];
  }

  /** Signs what another member prepared, and submits it once there are enough. @throws OperatorFault */
  async sign(file: ChangeFile): Promise<ChangeFile | undefined> {
    return this.#asked(async (connection, admin) => {
      const base = await fetchConfig(connection, this.#channel, admin);
      const { readSet, channelId } = readUpdate(Buffer.from(file.update, 'base64'));
      if (channelId !== this.#channel || !isReadable(base.root, readSet)) {
        throw new OperatorFault('change-passed', {
          zh: '该变更所依据的通道配置已经改变（可能已生效），未签名。请发起成员重新运行其命令。',
          en: 'The configuration that this change was made for has passed (it may be in force already), so it was not signed. Let its author run the command again.',
        });
      }
      try {
        await this.#finish(file, base, connection, admin);
        return undefined;
      } catch (error) {
        if (!(error instanceof OperatorFault) || error.code !== 'signatures-missing') throw error;
        return parseChange(readFileSync(this.pendingFile, 'utf8'));
      }
    });
  }

  async #finish(
    file: ChangeFile,
    base: ChannelConfiguration,
    connection: PeerConnection,
    admin: Signer,
  ): Promise<ChannelConfiguration> {
    const update = Buffer.from(file.update, 'base64');
    const after = appliedUpdate(base.root, readUpdate(update).writeSet);
    const quorums = quorumsOf(base.root, after);
    const signatures = [...file.signatures];
    for (const member of this.home.own) {
      const mspId = this.home.mspId(member);
      if (signatures.some((one) => one.msp === mspId)) continue;
      const made = await signUpdate(update, this.home.certificates(member).signer('admin'));
      const base64 = (part: Uint8Array): string => Buffer.from(part).toString('base64');
      signatures.push({ msp: mspId, header: base64(made.header), signature: base64(made.signature) });
    }
    const signed = new Set(signatures.map((one) => one.msp));
    if (!isSigned(quorums, signed)) {
      writeWhole(this.pendingFile, `${JSON.stringify({ ...file, signatures })}\n`);
      const list = quorums
        .map(
          ({ msps, atLeast }) => `${String(atLeast)} of ${msps.filter((one) => !signed.has(one)).join(', ')}`,
        )
        .join('; ');
      throw new OperatorFault('signatures-missing', {
        zh: `该通道变更还须其他成员管理员签名（${list}）。请将 ${this.pendingFile} 交给他们运行 huren network sign，之后再次运行同一命令。通道与节点均未改变。`,
        en: `This change of the channel needs administrators of other members to sign (${list}). Give them ${this.pendingFile} for huren network sign, then run the same command again. Channel and nodes are as they were.`,
      });
    }
    const proofs = signatures.map(({ header, signature }) => ({
      header: Buffer.from(header, 'base64'),
      signature: Buffer.from(signature, 'base64'),
    }));
    const orderers = ordererAddresses(readParts(base));
    await submitUpdate(this.#channel, update, proofs, orderers, admin);
    const now = await awaitSequence(connection, this.#channel, admin, base.sequence + 1);
    rmSync(this.pendingFile, { force: true });
    return now;
  }

  /** A change that waits here, when it is this very one on this very base. */
  #pending(base: ChannelConfiguration, wanted: ConfigGroup): ChangeFile | undefined {
    if (!existsSync(this.pendingFile)) return undefined;
    const file = parseChange(readFileSync(this.pendingFile, 'utf8'));
    const update = computeUpdate(this.#channel, base.root, wanted);
    return Buffer.from(file.update, 'base64').equals(update) ? file : undefined;
  }

  #asked<T>(act: (connection: PeerConnection, admin: Signer) => Promise<T>): Promise<T> {
    return withOwnPeers(this.home, ([{ connection, admin }]) => act(connection, admin));
  }

  get #channel(): string {
    return this.home.topology.channel;
  }
}

function updateOf(
  base: ChannelConfiguration,
  edit: (root: ConfigGroup) => ConfigGroup,
): Uint8Array | undefined {
  try {
    return computeUpdate(base.channelId, base.root, edit(base.root));
  } catch (error) {
    if (error instanceof NothingChanges) return undefined;
    throw error;
  }
}

/** What an update writes anew: elements whose version rises, or that were not there. */
function* changedPaths(read: ConfigGroup, write: ConfigGroup, path: string): Generator<string> {
  for (const kind of ['values', 'policies'] as const) {
    for (const [name, one] of write[kind]) {
      const before = read[kind].get(name);
      if (before === undefined || before.version < one.version) yield `${path}/${name}`;
    }
  }
  for (const [name, group] of write.groups) {
    const before = read.groups.get(name);
    if (before === undefined) yield `${path}/${name}`;
    else yield* changedPaths(before, group, `${path}/${name}`);
  }
  if (write.version > read.version) yield path === '' ? '/' : path;
}
