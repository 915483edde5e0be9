import type { Bilingual } from '@huren/chaincode/domain';
import { reactive } from 'vue';
import { askGateway } from '../shell/ask-gateway';
import { say } from '../shell/language';

const known = reactive(new Map<string, Bilingual>());
const asked = new Set<string>();

/** Name of a licence type once the gateway has told it; its code until then. */
export function typeName(code: string): string {
  if (!asked.has(code)) {
    asked.add(code);
    void askGateway<{ readonly name?: Bilingual }>(`/v1/licence-types/${encodeURIComponent(code)}`).then(
      ({ name }) => {
        if (name !== undefined) known.set(code, name);
      },
      // A name is an ornament beside its code.
      () => undefined,
    );
  }
  const name = known.get(code);
  return name === undefined ? code : say.value(name);
}
