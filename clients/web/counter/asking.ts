import {
  matchNames,
  type Bilingual,
  type CounterMatch,
  type CounterMethod,
  type JsonValue,
  type Receipt,
} from '@huren/chaincode/domain';
import { HurenProblem, HurenUnreachable, type HurenClient, type Verified } from '@huren/clients';
import { ref, shallowRef } from 'vue';
import { receiptLink } from '../shell/receipt-link';
import type { Intake } from './intake';
import type { MatterChoice } from './matter-search';
import { presentedBy } from './presented-by';
import type { StaffSession } from './staff-session';
import { words } from './words';

/** One licence that was taken in, as it was asked about. */
export interface Taken {
  readonly credential: JsonValue;
  readonly sdJwt?: string | undefined;
  readonly ofd?: Uint8Array | undefined;
}

/** What somebody handed over to be tried: not a licence but a receipt. */
export interface CheckedReceipt {
  readonly receipt: Receipt;
  readonly outcome: 'valid' | 'invalid' | 'unknown';
  readonly member?: string;
}

/** An agent's card as a clerk compared it; the name on it stays on this page. */
export interface ComparedAgent {
  readonly method: CounterMethod;
  readonly typed: string;
}

/** What is asked of the gateway about one person's licence, and what it answered; one thing at a time on the screen. */
export function useAsking(session: StaffSession, client: HurenClient) {
  const matter = shallowRef<MatterChoice>();
  /** A request to a holder that is under way, over the holder's code or by one shown here. */
  const presenting = ref<{ rendezvous?: string }>();
  /** Of the agent who is asked to present again: a presentation is used once, so the comparison goes with the next. */
  let compared: ComparedAgent | undefined;
  const taken = shallowRef<Taken>();
  const answer = shallowRef<Verified>();
  const link = ref<string>();
  const checked = shallowRef<CheckedReceipt>();
  const busy = ref(false);
  const trouble = ref<Bilingual>();

  function clear(): void {
    presenting.value = undefined;
    compared = undefined;
    taken.value = undefined;
    answer.value = undefined;
    link.value = undefined;
    checked.value = undefined;
    trouble.value = undefined;
  }

  /** Whether the gateway answered; what was shown before stays until it has. */
  async function attempt(act: () => Promise<void>): Promise<boolean> {
    busy.value = true;
    trouble.value = undefined;
    try {
      await act();
      return true;
    } catch (error) {
      if (!(error instanceof HurenProblem || error instanceof HurenUnreachable)) throw error;
      trouble.value = error.messages;
      return false;
    } finally {
      busy.value = false;
    }
  }

  function hasMatter(): boolean {
    if (matter.value === undefined) trouble.value = words.chooseMatterFirst;
    return matter.value !== undefined;
  }

  async function verify(
    given: Taken,
    more: { nonce?: string; counterMatch?: Omit<CounterMatch, 'by'> } = {},
  ): Promise<boolean> {
    if (!hasMatter()) return false;
    return attempt(async () => {
      const { code, list } = matter.value ?? {};
      const body = {
        credential: given.credential,
        matter: code,
        ...(list !== undefined && { list }),
        ...more,
      };
      const verified = await session.act<Verified>('/v1/verifications', { body });
      taken.value = given;
      answer.value = verified;
      checked.value = undefined;
      link.value = await receiptLink(location.origin, verified.receipt);
    });
  }

  function checkReceipt(receipt: Receipt): Promise<boolean> {
    return attempt(async () => {
      const { valid, outcome, member } = await client.receipts.verify(receipt);
      clear();
      checked.value = {
        receipt,
        outcome: outcome ?? (valid ? 'valid' : 'invalid'),
        ...(member === undefined ? {} : { member }),
      };
    });
  }

  /** Asks a holder, once the matter is chosen. */
  function present(rendezvous?: string): boolean {
    if (!hasMatter()) return false;
    clear();
    presenting.value = rendezvous === undefined ? {} : { rendezvous };
    return true;
  }

  /** Asks an agent to present once more, now that the clerk has compared them. */
  function presentCompared(agent: ComparedAgent): boolean {
    const isBegun = present();
    if (isBegun) compared = agent;
    return isBegun;
  }

  /** What a phone presented; with the comparison of the agent, where there was one, held against this very delegation. */
  function answered(credential: JsonValue, sdJwt: string, nonce: string): Promise<boolean> {
    presenting.value = undefined;
    const agent = compared;
    compared = undefined;
    const named = agent === undefined ? undefined : presentedBy(credential)?.name;
    const counterMatch =
      agent === undefined || named === undefined || named === ''
        ? undefined
        : { method: agent.method, name: matchNames(named, agent.typed), of: 'agent' as const };
    return verify({ credential, sdJwt }, { nonce, ...(counterMatch && { counterMatch }) });
  }

  /** Takes in whatever it is; false where nothing came of it, and `trouble` says why. */
  async function take(intake: Intake): Promise<boolean> {
    trouble.value = undefined;
    if (intake.kind === 'unknown') trouble.value = words.unknownIntake;
    else if (intake.kind === 'request') trouble.value = words.isRequest;
    else if (intake.kind === 'receipt') return checkReceipt(intake.receipt);
    else if (!hasMatter()) return false;
    else if (intake.kind === 'rendezvous') return present(intake.code);
    else if (intake.kind === 'data') return verify({ credential: intake.credential, sdJwt: intake.sdJwt });
    else return verify({ credential: intake.credential, ofd: intake.ofd });
    return false;
  }

  return {
    matter,
    presenting,
    taken,
    answer,
    link,
    checked,
    busy,
    trouble,
    clear,
    verify,
    present,
    presentCompared,
    answered,
    take,
  };
}

export type Asking = ReturnType<typeof useAsking>;
