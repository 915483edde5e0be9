import { type Cases, HurenClient, signWith } from '@huren/clients';
import { computed } from 'vue';
import { identity } from '../signing/operator';

/** Cases of the authority whose key is loaded; undefined for anybody else. */
export const ownCases = computed((): Cases | undefined => {
  const loaded = identity.value;
  if (loaded?.authority === undefined) return undefined;
  const { authority, member, kid, key } = loaded;
  const client = new HurenClient({
    url: location.origin,
    authority,
    ...(member !== undefined && { member }),
    key: { kid, sign: (bytes) => signWith(key, bytes) },
    // By the key alone: somebody's session would speak in its place.
    fetch: (url, init) => fetch(url, { ...init, credentials: 'omit' }),
  });
  return client.cases;
});
