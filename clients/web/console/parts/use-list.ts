import type { Bilingual } from '@huren/chaincode/domain';
import { computed, reactive, ref, shallowRef, watch } from 'vue';
import { ledgerChanged, troubleOf } from '../reading/gateway';
import { listPage, type Kind, type Listed } from '../reading/records';

const pause = 250;

/** A page of anything: its rows, and where the next one begins. */
interface PageOf<T> {
  readonly items: readonly T[];
  readonly next?: string | undefined;
}

/**
 * What the gateway filters and pages: `filters` is what is asked for, `more` brings the next page. `head` is the first page
 * of what is shown, for what it says of the whole.
 */
export function usePages<T, P extends PageOf<T>, F extends string>(
  read: (query: Readonly<Record<F, string>>, after?: string) => Promise<P & PageOf<T>>,
  initial: Readonly<Record<F, string>>,
) {
  const filters = reactive<Record<string, string>>({ ...initial }) as Record<F, string>;
  const items = shallowRef<readonly T[]>([]);
  const head = shallowRef<P>();
  const next = ref<string>();
  const trouble = ref<Bilingual>();
  const busy = ref(false);
  let asked = 0;

  async function load(after?: string): Promise<void> {
    const mine = ++asked;
    busy.value = true;
    try {
      const page = await read({ ...filters }, after);
      if (mine !== asked) return;
      if (after === undefined) head.value = page;
      items.value = after === undefined ? page.items : [...items.value, ...page.items];
      next.value = page.next;
      trouble.value = undefined;
    } catch (error) {
      if (mine === asked) trouble.value = troubleOf(error);
    } finally {
      if (mine === asked) busy.value = false;
    }
  }

  let timer: ReturnType<typeof setTimeout> | undefined;
  watch(filters, () => {
    clearTimeout(timer);
    // Whoever types is not asked for at every letter.
    timer = setTimeout(() => void load(), pause);
  });
  watch(ledgerChanged, () => void load());
  void load();
  /** What the frame of the list shows of it. */
  const sheet = computed(() => ({
    count: items.value.length,
    trouble: trouble.value,
    busy: busy.value,
    next: next.value,
    onMore: () => void load(next.value),
  }));
  return { filters, items, head, sheet };
}

/** A list of records that the gateway filters and pages. */
export function useList<K extends Kind, F extends string>(kind: K, initial: Readonly<Record<F, string>>) {
  return usePages<Listed<K>, PageOf<Listed<K>>, F>(
    (filters, after) => listPage(kind, { ...filters, limit: 50, after }),
    initial,
  );
}
