import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LedgerUnavailable } from '../ledger';

/** What the lock file says about the process that holds it. */
interface Holder {
  readonly pid: number;
  /** When that process started, by the kernel's clock; '' where the system does not tell. */
  readonly started: string;
  readonly token: string;
}

/** Folders that this process has open. LevelDB's own lock is no help here: see `DataLock`. */
const held = new Set<string>();

/**
 * The engine's own lock on its folder (DETAILS 13). LevelDB's lock is lost in a process that opens one folder twice,
 * even if the second opening fails, so that a second opening must never reach LevelDB. Between processes LevelDB's
 * lock stays behind this one: two processes that both take over a dead one's lock are still told apart.
 */
export class DataLock {
  readonly #folder: string;
  readonly #file: string;
  readonly #token: string;
  #stale: string | undefined;

  private constructor(folder: string, file: string, token: string, stale: string | undefined) {
    this.#folder = folder;
    this.#file = file;
    this.#token = token;
    this.#stale = stale;
  }

  /** @throws LedgerUnavailable naming the holder when the folder is open already. */
  static take(path: string): DataLock {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const folder = realpathSync(path);
    if (held.has(folder)) throw new LedgerUnavailable('this ledger is already open in this process');
    const file = join(folder, 'lock');
    const token = randomUUID();
    const own = `${file}.${token}`;
    writeFileSync(own, JSON.stringify({ pid: process.pid, started: startOf('self'), token }), {
      mode: 0o600,
    });
    let stale: string | undefined;
    try {
      // A link appears with its content or not at all, and never replaces another one.
      if (!tryLink(own, file)) {
        stale = setAside(file);
        if (!tryLink(own, file)) throw new LedgerUnavailable('another process is opening this ledger');
      }
    } finally {
      rmSync(own, { force: true });
    }
    held.add(folder);
    return new DataLock(folder, file, token, stale);
  }

  /** The store is open too: a lock that was set aside was really a dead process's. */
  confirm(): void {
    if (this.#stale !== undefined) rmSync(this.#stale, { force: true });
    this.#stale = undefined;
  }

  release(): void {
    if (readHolder(this.#file)?.token === this.#token) {
      rmSync(this.#file, { force: true });
      if (this.#stale !== undefined) renameSync(this.#stale, this.#file);
    }
    held.delete(this.#folder);
  }
}

/** Moves a dead process's lock out of the way. @throws LedgerUnavailable when its process lives. */
function setAside(file: string): string | undefined {
  const holder = readHolder(file);
  if (holder !== undefined && isAlive(holder)) {
    throw new LedgerUnavailable(
      `this ledger is open in another process (pid ${String(holder.pid)}); a ledger is opened by one process at a time`,
    );
  }
  const aside = `${file}.stale-${randomUUID()}`;
  try {
    renameSync(file, aside);
  } catch {
    return undefined;
  }
  // Between the look and the move another process may have taken the lock over: give it back.
  if (readHolder(aside)?.token !== holder?.token) {
    tryLink(aside, file);
    rmSync(aside, { force: true });
    throw new LedgerUnavailable('another process is opening this ledger');
  }
  return aside;
}

function readHolder(file: string): Holder | undefined {
  try {
    const { pid, started, token } = JSON.parse(readFileSync(file, 'utf8')) as Partial<Holder>;
    return pid === undefined || token === undefined ? undefined : { pid, started: started ?? '', token };
  } catch {
    return undefined;
  }
}

function isAlive(holder: Holder): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    // EPERM: it lives, as somebody else's.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  // The number may have been given to a new process since.
  return holder.started === startOf(holder.pid);
}

/** Field 22 of /proc/PID/stat with the boot's id: no two processes share it. */
function startOf(pid: number | 'self'): string {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot}/${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''}`;
  } catch {
    return '';
  }
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
