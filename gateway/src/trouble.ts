import { KeyStoreError, LedgerDamaged, LedgerUnavailable } from '@huren/network';
import { EnvironmentError } from './env';

/** What a person who starts a gateway can do something about: a sentence without a stack, and the exit code. */
export interface Trouble {
  readonly sentence: string;
  /** 2: a setting that cannot be used; 1: anything else. */
  readonly exitCode: 1 | 2;
}

const SYSTEM: Readonly<Record<string, Trouble>> = {
  EADDRINUSE: {
    sentence: '端口已被占用，请用 HUREN_PORT 换一个 / the port is in use: set HUREN_PORT to another one',
    exitCode: 2,
  },
  EADDRNOTAVAIL: {
    sentence: 'HUREN_HOST 不是本机地址 / HUREN_HOST is no address of this machine',
    exitCode: 2,
  },
  ENOTFOUND: { sentence: 'HUREN_HOST 无法解析 / HUREN_HOST cannot be resolved', exitCode: 2 },
  EACCES: {
    sentence: '没有权限写入数据目录或打开端口 / no permission to write the data folder or to open the port',
    exitCode: 2,
  },
  EROFS: { sentence: '数据目录只读 / the data folder is read-only', exitCode: 2 },
  ENOTDIR: { sentence: 'HUREN_DATA 所指不是文件夹 / HUREN_DATA is not a folder', exitCode: 2 },
  EEXIST: { sentence: 'HUREN_DATA 所指不是文件夹 / HUREN_DATA is not a folder', exitCode: 2 },
  ENOSPC: { sentence: '磁盘已满 / the disk is full', exitCode: 1 },
};

/** Undefined for a bug. */
export function troubleOf(error: unknown): Trouble | undefined {
  if (error instanceof EnvironmentError || error instanceof KeyStoreError) {
    return { sentence: error.message, exitCode: 2 };
  }
  if (error instanceof LedgerUnavailable) {
    const zh = '账本打不开，可能另一个进程正在使用它；请先停止它，或用 HUREN_DATA 换一个目录';
    return { sentence: `${zh} / the ledger cannot be opened: ${error.message}`, exitCode: 2 };
  }
  if (error instanceof LedgerDamaged) {
    return { sentence: `账本不完整，未启动 / the ledger is not whole: ${error.message}`, exitCode: 1 };
  }
  // A ledger of nobody, or of others than the settings say.
  if (error instanceof RangeError) {
    return {
      sentence: `账本与设置不符 / the ledger does not fit the settings: ${error.message}`,
      exitCode: 2,
    };
  }
  const { code } = error as { readonly code?: unknown };
  return typeof code === 'string' ? SYSTEM[code] : undefined;
}
