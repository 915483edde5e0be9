import type { Adapter, AdapterPayload } from 'oidc-provider';

interface Kept {
  readonly payload: AdapterPayload;
  /** Epoch ms. */
  readonly until: number;
}

/** What the demo's identity provider remembers while it runs, one map for all its kinds of record. */
export function providerMemory(clock: () => number): (kind: string) => Adapter {
  const kept = new Map<string, Kept>();
  const live = (key: string): AdapterPayload | undefined => {
    const found = kept.get(key);
    return found === undefined || clock() >= found.until ? undefined : found.payload;
  };
  return (kind) => {
    const keyOf = (id: string): string => `${kind} ${id}`;
    const search = (fits: (payload: AdapterPayload) => boolean): AdapterPayload | undefined => {
      for (const key of kept.keys()) {
        const payload = key.startsWith(`${kind} `) ? live(key) : undefined;
        if (payload !== undefined && fits(payload)) return payload;
      }
      return undefined;
    };
    return {
      upsert: (id, payload, expiresInSeconds) => {
        for (const [key, { until }] of kept) if (clock() >= until) kept.delete(key);
        kept.set(keyOf(id), { payload, until: clock() + expiresInSeconds * 1000 });
        return Promise.resolve();
      },
      find: (id) => Promise.resolve(live(keyOf(id))),
      findByUid: (uid) => Promise.resolve(search((payload) => payload.uid === uid)),
      findByUserCode: (code) => Promise.resolve(search((payload) => payload.userCode === code)),
      consume: (id) => {
        const payload = live(keyOf(id));
        if (payload !== undefined) payload.consumed = Math.floor(clock() / 1000);
        return Promise.resolve();
      },
      destroy: (id) => {
        kept.delete(keyOf(id));
        return Promise.resolve();
      },
      revokeByGrantId: (grantId) => {
        for (const [key, { payload }] of kept) if (payload.grantId === grantId) kept.delete(key);
        return Promise.resolve();
      },
    };
  };
}
