import { HurenClient, HurenProblem, HurenUnreachable } from '@huren/clients';
import { MalformedError, type Bilingual } from '@huren/chaincode/domain';
import { ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import { askGateway } from '../../shell/ask-gateway';

/** This gateway: the page asks nobody else. */
export const gateway = new HurenClient({ url: location.origin });

/** Rises with every act that the ledger took, so that what is on the screen is read anew. */
export const ledgerChanged = ref(0);

/** What went wrong, in words; a bug stays a bug. */
export function troubleOf(error: unknown): Bilingual {
  if (error instanceof HurenProblem || error instanceof HurenUnreachable) return error.messages;
  if (error instanceof MalformedError) {
    return {
      zh: `内容不合格式（${error.code}）。`,
      en: `The content does not follow its grammar (${error.code}).`,
    };
  }
  throw error;
}

/** GET of this gateway for what the SDK has no word for; undefined where the gateway has no such address. */
export async function getJson<T>(path: string): Promise<T | undefined> {
  try {
    return await askGateway<T>(path);
  } catch (error) {
    const isAbsent = error instanceof HurenProblem && error.status === 404 && error.code === 'not-found';
    if (isAbsent) return undefined;
    throw error;
  }
}

export interface Reading<T> {
  readonly value: ShallowRef<T | undefined>;
  readonly trouble: Ref<Bilingual | undefined>;
  readonly busy: Ref<boolean>;
  readonly reload: () => Promise<void>;
}

/** Loads at once, again whenever a source changes, and after each act; the newest request wins. */
export function useReading<T>(load: () => Promise<T>, sources: readonly (() => unknown)[] = []): Reading<T> {
  const value = shallowRef<T>();
  const trouble = ref<Bilingual>();
  const busy = ref(false);
  let asked = 0;
  const reload = async (): Promise<void> => {
    const mine = ++asked;
    busy.value = true;
    try {
      const loaded = await load();
      if (mine !== asked) return;
      value.value = loaded;
      trouble.value = undefined;
    } catch (error) {
      if (mine === asked) trouble.value = troubleOf(error);
    } finally {
      if (mine === asked) busy.value = false;
    }
  };
  watch([ledgerChanged, ...sources], reload, { immediate: true });
  return { value, trouble, busy, reload };
}
