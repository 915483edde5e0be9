import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** A program that listens. */
export interface PortHolder {
  readonly pid: number;
  /** Its name as the system shows it. */
  readonly command: string;
}

/** The state of a listening socket in /proc/net/tcp. */
const listening = '0A';

/**
 * Which program listens on this port, as far as this user may see; undefined where the system has no /proc (proc(5)) or
 * the program is another user's.
 */
export function portHolder(port: number): PortHolder | undefined {
  const sockets = new Set(['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) => listenersOf(table, port)));
  if (sockets.size === 0) return undefined;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const folder = `/proc/${pid}/fd`;
    const open = attempt(() => readdirSync(folder)) ?? [];
    const holds = open.some((fd) => {
      const target = attempt(() => readlinkSync(`${folder}/${fd}`));
      return target !== undefined && sockets.has(target);
    });
    if (!holds) continue;
    const command = attempt(() => readFileSync(`/proc/${pid}/comm`, 'utf8').trim());
    if (command !== undefined) return { pid: Number(pid), command };
  }
  return undefined;
}

/** Links of file descriptors, `socket:[inode]`, of what listens on the port. */
function listenersOf(table: string, port: number): string[] {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const rows = (attempt(() => readFileSync(table, 'utf8')) ?? '').split('\n').slice(1);
  return rows
    .map((row) => row.trim().split(/\s+/))
    .filter((fields) => fields[1]?.endsWith(`:${hex}`) === true && fields[3] === listening)
    .map((fields) => `socket:[${fields[9] ?? ''}]`);
}

/** Processes end while they are looked at, and other users' are closed. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
