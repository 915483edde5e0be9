import type { Bilingual } from '@huren/chaincode/domain';
import { reactive } from 'vue';
import { listAll, recordOn, type Kind } from './records';

const known = reactive(new Map<string, Bilingual>());
const asked = new Set<string>();

function remember(kind: Kind, id: string): Bilingual | undefined {
  const key = `${kind}/${id}`;
  if (!asked.has(key)) {
    asked.add(key);
    void recordOn(kind, id).then(
      (record) => {
        const name = (record as { readonly name?: Bilingual } | undefined)?.name;
        if (name !== undefined) known.set(key, name);
      },
      // A name is an ornament beside its code: without it the code stands alone.
      () => undefined,
    );
  }
  return known.get(key);
}

/** Name of a record where it is known; asked for once. */
export const nameOf = {
  member: (id: string): Bilingual | undefined => remember('members', id),
  authority: (code: string): Bilingual | undefined => remember('authorities', code),
  type: (code: string): Bilingual | undefined => remember('licence-types', code),
  matter: (code: string): Bilingual | undefined => remember('matters', code),
};

/** Members are few: their names, which are also those of their regions, are read together. */
export async function readMembers() {
  const members = await listAll('members');
  for (const { id, name, region } of members) {
    asked.add(`members/${id}`);
    known.set(`members/${id}`, name);
    known.set(`regions/${region}`, name);
  }
  return members;
}

/** A region's name where a member has it. */
export function regionName(code: string): Bilingual | undefined {
  return known.get(`regions/${code}`);
}
