import { ref } from 'vue';

const kept = 'huren.large';

function stored(): boolean {
  try {
    return localStorage.getItem(kept) === 'yes';
  } catch {
    return false;
  }
}

/** 长辈版: the whole page grows. */
export const isLarge = ref(stored());

function show(): void {
  document.documentElement.dataset['large'] = isLarge.value ? 'yes' : 'no';
}

export function setLarge(wanted: boolean): void {
  isLarge.value = wanted;
  show();
  try {
    localStorage.setItem(kept, wanted ? 'yes' : 'no');
  } catch {
    // Remembered for this page only.
  }
}

show();
