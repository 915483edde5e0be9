/** Numbers of a log as its keys spell them, so that they stand in order. */
export function numberText(number: number): string {
  return String(number).padStart(15, '0');
}

/** Where the payload of a receipt is stored. */
export function payloadKey(keyId: string, number: number): string {
  return `p/${keyId}/${numberText(number)}`;
}
