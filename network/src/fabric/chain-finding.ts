import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { common } from '@hyperledger/fabric-protos';
import { writeWhole } from '../certificates';
import type { ChainFinding, MemberAccount } from '../ledger';

/** What one peer gave, as evidence. */
export interface Testimony extends Omit<MemberAccount, 'file'> {
  readonly raw: common.Block;
}

const fileName = 'finding.json';

/**
 * The one open finding of a member, kept until its operator acknowledges it:
 *
 *     finding.json  block-NUMBER-MSPID-ID.block …   then  acknowledged-ID.json
 */
export class FindingFile {
  constructor(private readonly folder: string) {}

  /** The open finding; a file that cannot be read is one too, with the id `unreadable`. */
  open(): ChainFinding | undefined {
    const path = join(this.folder, fileName);
    if (!existsSync(path)) return undefined;
    try {
      const finding = JSON.parse(readFileSync(path, 'utf8')) as ChainFinding;
      if (typeof finding.id === 'string' && Array.isArray(finding.accounts)) return finding;
    } catch {
      // Below: what was found is not known, but something was.
    }
    return { v: 1, id: 'unreadable', code: 'unreadable', block: -1, at: '', accounts: [] };
  }

  /** Keeps both the finding and the blocks that it is about; the blocks first, so that a finding never lacks them. */
  keep(found: Pick<ChainFinding, 'code' | 'block' | 'at'>, testimonies: readonly Testimony[]): ChainFinding {
    const accounts = testimonies.map(({ raw, ...account }) => {
      const bytes = raw.serializeBinary();
      const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
      return { account, bytes, file: `block-${String(found.block)}-${account.member}-${digest}.block` };
    });
    const said = accounts.map(({ account, file }) => ({ ...account, file }));
    const id = createHash('sha256')
      .update(JSON.stringify([found, said]))
      .digest('hex')
      .slice(0, 16);
    const finding: ChainFinding = { v: 1, id, ...found, accounts: said };
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    for (const { bytes, file } of accounts) writeWhole(join(this.folder, file), bytes, 0o600);
    writeWhole(join(this.folder, fileName), `${JSON.stringify(finding, undefined, 2)}\n`, 0o600);
    return finding;
  }

  /** Closes the open finding, if it has this id: nobody acknowledges what was not read. The evidence stays. */
  acknowledge(id: string): boolean {
    if (this.open()?.id !== id) return false;
    renameSync(join(this.folder, fileName), join(this.folder, `acknowledged-${id}.json`));
    return true;
  }
}

/** Where the evidence of a trust folder lies. */
export function findingFile(folder: string): FindingFile {
  return new FindingFile(join(folder, 'findings'));
}
