import type { Authority, Bilingual } from '@huren/chaincode/domain';
import { readIdentityPem, type KeyedIdentity } from '@huren/clients';
import { computed, ref, shallowRef } from 'vue';
import { askGateway } from '../../shell/ask-gateway';
import type { StaffMe } from '../../shell/staff-me';
import { recordOn } from '../reading/records';
import { forgetIdentity, keepIdentity, keptIdentity } from './kept-identity';

/** Whose gateway this is and who has signed in; reading needs no sign-in. */
export const session = shallowRef<StaffMe>();
export const identity = shallowRef<KeyedIdentity>();
/** The ledger's record of the authority that the loaded key speaks for. */
export const ownAuthority = shallowRef<Authority>();
export const isKept = ref(false);

/** Why the loaded key cannot act here; undefined where it can, as far as this page can see. */
export const keyFault = computed((): Bilingual | undefined => {
  const [key, here] = [identity.value, session.value?.member];
  if (key === undefined || here === undefined) return undefined;
  if (key.member !== here) {
    return {
      zh: `该密钥不属于本网关的成员（${here}），本网关不替其他成员提交；请到其所属成员的网关办理。`,
      en: `The key is not of this gateway’s member (${here}), and a gateway submits for its own member only; use the gateway of the key’s member.`,
    };
  }
  if (key.authority === undefined) return undefined;
  const registered = ownAuthority.value?.keys.some(({ kid, state }) => kid === key.kid && state === 'active');
  return registered === true
    ? undefined
    : {
        zh: '账本上该主体没有登记这张证书，账本会拒绝其办理；请由成员运维先登记密钥。',
        en: "The ledger does not have this certificate on the authority’s record and will refuse its acts; its member's operator registers the key first.",
      };
});

/** The member that acts: the loaded key's, else this gateway's. */
export const ownMember = computed(() => identity.value?.member ?? session.value?.member);
/** Whether the loaded key is that of a member's operator, or none is loaded and the page looks as one. */
export const isOperator = computed(() => identity.value?.authority === undefined);

async function use(loaded: KeyedIdentity | undefined): Promise<void> {
  ownAuthority.value =
    loaded?.authority === undefined ? undefined : await recordOn('authorities', loaded.authority);
  identity.value = loaded;
}

export async function openSession(): Promise<void> {
  session.value = await askGateway<StaffMe>('/v1/staff/me');
  const kept = await keptIdentity();
  isKept.value = kept !== undefined;
  await use(kept);
}

/** @throws NoIdentity */
export async function loadIdentity(file: File, keep: boolean): Promise<void> {
  const loaded = await readIdentityPem(await file.text());
  if (keep) await keepIdentity(loaded);
  else await forgetIdentity();
  isKept.value = keep;
  await use(loaded);
}

export async function dropIdentity(): Promise<void> {
  await forgetIdentity();
  isKept.value = false;
  await use(undefined);
}
