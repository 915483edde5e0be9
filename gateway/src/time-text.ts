/** Digits of a time in a storage key. */
export const TIME_DIGITS = 15;

/** Epoch ms as text that sorts as the times do. */
export function timeText(ms: number): string {
  return String(Math.max(0, ms)).padStart(TIME_DIGITS, '0');
}
