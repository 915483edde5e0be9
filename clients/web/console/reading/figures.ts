import type { Position } from '@huren/chaincode/domain';
import { language } from '../../shell/language';

/** `2026-06-01 10:00` at the clock of China, which every office here lives by. */
export function instant(ms: number): string {
  return new Date(ms + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
}

export function place({ block, tx }: Position): string {
  return language.value === 'zh'
    ? `第 ${String(block)} 块第 ${String(tx)} 笔`
    : `block ${String(block)}, tx ${String(tx)}`;
}

const UNITS = [
  [86_400_000, '天', 'd'],
  [3_600_000, '小时', 'h'],
  [60_000, '分钟', 'min'],
  [1000, '秒', 's'],
] as const;

/** An age in its largest unit. */
export function age(ms: number): string {
  const [size, zh, en] = UNITS.find(([least]) => ms >= least) ?? UNITS[3];
  return `${String(Math.max(0, Math.floor(ms / size)))} ${language.value === 'zh' ? zh : en}`;
}

/** Whole days from one day to another (YYYY-MM-DD). */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}
