import type { Bilingual } from '@huren/chaincode/domain';
import { computed, reactive, ref, shallowRef, watch } from 'vue';
import { ledgerChanged, troubleOf } from '../reading/gateway';
import { listPage, type Kind, type Listed } from '../reading/records';

const pause = 250;

/** A list that the gateway filters and pages: `filters` is what is asked for, `more` brings the next page. */
export function useList<K extends Kind, F extends string>(kind: K, initial: Readonly<Record<F, string>>) {
  const filters = reactive<Record<string, string>>({ ...initial }) as Record<F, string>;
  const items = shallowRef<readonly Listed<K>[]>([]);
  const next = ref<string>();
  const trouble = ref<Bilingual>();
  const busy = ref(false);
  let asked = 0;

  async function load(after?: string): Promise<void> {
    const mine = ++asked;
    busy.value = true;
    try {
      const page = await listPage(kind, { ...filters, limit: 50, after });
      if (mine !== asked) return;
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
  return { filters, items, sheet };
}
