/** Waits for all of them, also when one fails: nothing goes on behind the back of the next attempt. */
export async function everyOne<T>(acts: readonly Promise<T>[]): Promise<T[]> {
  const ended = await Promise.allSettled(acts);
  return ended.map((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });
}
