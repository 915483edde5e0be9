import type { Bilingual } from '@huren/chaincode/domain';
import { HurenProblem } from '@huren/clients';
import { ref } from 'vue';
import { askGateway, type Ask } from './ask-gateway';
import type { StaffMe } from './staff-me';
import { signInReasons } from './staff-words';

/** What the window that was opened for signing in comes back to. */
const doneMark = 'signed-in';

/** Whether this window was opened only to sign in. */
export const isSignInWindow = new URLSearchParams(location.search).has(doneMark);

const signInTo = (to: string): string => `/v1/staff/sign-in?${new URLSearchParams({ to }).toString()}`;

/** Why somebody who came back is not signed in, as the way back says. */
export function signInReasonOf(search: string): Bilingual | undefined {
  const reason = new URLSearchParams(search).get('sign-in');
  return reason !== null && Object.hasOwn(signInReasons, reason)
    ? signInReasons[reason as keyof typeof signInReasons]
    : undefined;
}

/**
 * Who works at a page, until the session ends; then everything typed stays and somebody signs in beside.
 * @param page its path, e.g. `/counter/`, where signing in leads back to
 */
export function staffSessionAt(page: string) {
  const me = ref<StaffMe>();
  const ended = ref(false);
  const channel = new BroadcastChannel(`huren.session ${page}`);
  const signInPath = signInTo(page);
  /** The same in a window beside, so that nothing typed here is lost. */
  const signInBesidePath = signInTo(`${page}?${doneMark}=1`);
  const has = (...roles: readonly string[]): boolean =>
    me.value?.roles?.some((role) => roles.includes(role)) ?? false;

  async function refresh(): Promise<void> {
    const found = await askGateway<StaffMe>('/v1/staff/me');
    const before = me.value;
    if (found.signedIn) {
      // Another person at the same screen starts with a clean page.
      if (before?.subject !== undefined && before.subject !== found.subject) {
        location.reload();
        return;
      }
      me.value = found;
      ended.value = false;
      if (isSignInWindow) channel.postMessage(doneMark);
    } else if (before?.signedIn === true) ended.value = true;
    else me.value = found;
  }
  channel.onmessage = () => {
    void refresh().catch(() => undefined);
  };

  /** A call of the session. A session that has ended is shown, and the call's error goes on to the caller. */
  async function act<T>(path: string, ask: Ask = {}): Promise<T> {
    const csrf = me.value?.csrf;
    try {
      return await askGateway<T>(path, { ...ask, ...(csrf === undefined ? {} : { csrf }) });
    } catch (error) {
      if (error instanceof HurenProblem && (error.status === 401 || error.code === 'csrf-refused')) {
        ended.value = true;
      }
      throw error;
    }
  }

  async function signOut(): Promise<void> {
    const answer = await act<{ to?: string }>('/v1/staff/sign-out', { body: {} }).catch(() => undefined);
    location.assign(answer?.to ?? page);
  }

  return { me, ended, signInPath, signInBesidePath, has, refresh, act, signOut };
}

export type SignedInSession = ReturnType<typeof staffSessionAt>;
