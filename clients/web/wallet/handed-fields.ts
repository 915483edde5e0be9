import { type Material, vctOf } from '@huren/chaincode/domain';
import { ref } from 'vue';
import type { LicenceView } from './licence-view';

/** Which licences, and which fields of each, an agent gets. */
export function useHandedFields(licences: () => readonly LicenceView[]) {
  /** `<place of the licence>/<field>`; a licence by itself as `<place>/`. */
  const picked = ref(new Set<string>());
  let byHand = false;

  const nameOf = (at: number, field: string): string => `${String(at)}/${field}`;
  const isPicked = (at: number, field = ''): boolean => picked.value.has(nameOf(at, field));

  function pickAll(at: number, wanted: boolean): void {
    const all = ['', ...(licences()[at]?.fields.map(({ name }) => name) ?? [])];
    for (const field of all) {
      if (wanted) picked.value.add(nameOf(at, field));
      else picked.value.delete(nameOf(at, field));
    }
  }

  function pick(at: number, field: string): void {
    byHand = true;
    if (!picked.value.delete(nameOf(at, field))) picked.value.add(nameOf(at, field));
  }

  /** Until somebody chooses by hand, the agent gets what the matters need of each licence and no more; empty: everything. */
  function narrow(materials: readonly Pick<Material, 'types' | 'fields'>[]): void {
    if (byHand) return;
    licences().forEach((licence, at) => {
      if (!isPicked(at)) return;
      pickAll(at, true);
      if (materials.length === 0) return;
      const needed = materials
        .filter(({ types }) => types.some((type) => vctOf(type) === licence.vct))
        .flatMap(({ fields }) => fields);
      for (const { name } of licence.fields)
        if (!needed.includes(name)) picked.value.delete(nameOf(at, name));
    });
  }

  const chosen = (): readonly LicenceView[] => licences().filter((_licence, at) => isPicked(at));

  function fieldsOf(licence: LicenceView): readonly string[] {
    const at = licences().indexOf(licence);
    return licence.fields.map(({ name }) => name).filter((name) => isPicked(at, name));
  }

  if (licences().length === 1) pickAll(0, true);
  return { isPicked, pickAll, pick, narrow, chosen, fieldsOf };
}

export type HandedFields = ReturnType<typeof useHandedFields>;
