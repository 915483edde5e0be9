import { computed } from 'vue';
import { staffSessionAt } from '../shell/staff-session';

/** Who works at this counter, and what they may do here. */
export function useStaffSession() {
  const session = staffSessionAt('/counter/');
  const isClerk = computed(() => session.has('clerk'));
  const seesHistory = computed(() => session.has('clerk', 'supervisor', 'auditor'));
  return { ...session, isClerk, seesHistory };
}

export type StaffSession = ReturnType<typeof useStaffSession>;
