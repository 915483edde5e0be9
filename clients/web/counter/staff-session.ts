import { HurenProblem } from '@huren/clients';
import { computed, ref } from 'vue';
import { askGateway, type Ask } from '../shell/ask-gateway';
import type { StaffMe } from '../shell/staff-me';

const channelName = 'huren.counter.session';
/** What the window that was opened for signing in comes back to. */
const doneMark = 'signed-in';

export const signInPath = `/v1/staff/sign-in?${new URLSearchParams({ to: '/counter/' }).toString()}`;
/** The same in a window beside, so that nothing typed here is lost. */
export const signInBesidePath = `/v1/staff/sign-in?${new URLSearchParams({ to: `/counter/?${doneMark}=1` }).toString()}`;

/** Whether this window was opened only to sign in. */
export const isSignInWindow = new URLSearchParams(location.search).has(doneMark);

/** Who works here, until the session ends; then everything typed stays and somebody signs in beside. */
export function useStaffSession() {
  const me = ref<StaffMe>();
  const ended = ref(false);
  const channel = new BroadcastChannel(channelName);
  const isClerk = computed(() => me.value?.roles?.includes('clerk') ?? false);
  const seesHistory = computed(
    () => me.value?.roles?.some((role) => ['clerk', 'supervisor', 'auditor'].includes(role)) ?? false,
  );

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
    location.assign(answer?.to ?? '/counter/');
  }

  return { me, ended, isClerk, seesHistory, refresh, act, signOut };
}

export type StaffSession = ReturnType<typeof useStaffSession>;
