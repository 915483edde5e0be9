import type { Bilingual, CounterMethod, JsonValue, Receipt } from '@huren/chaincode/domain';
import { HurenProblem, HurenUnreachable, type HurenClient, type Verified } from '@huren/clients';
import { ref, shallowRef, watch } from 'vue';
import { receiptLink } from '../shell/receipt-link';
import type { Intake } from './intake';
import { choiceKey, type MatterChoice } from './matter-search';
import { presentedBy } from './presented-by';
import type { StaffSession } from './staff-session';
import { words } from './words';

/** One licence that was taken in, as it was asked about: what is asked of it once more is for the same matter. */
export interface Taken extends Given {
  readonly matter: MatterChoice;
  /** Another for every licence taken in: what was compared with one says nothing of the next. */
  readonly serial: number;
}

interface Given {
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

/** A person's card as a clerk compared it; the gateway compares the name itself, and does not keep it. */
export interface ComparedCard {
  readonly method: CounterMethod;
  readonly typed: string;
}

/** What goes with a licence to the gateway: the presentation's nonce, the clerk's comparison. */
interface Beside {
  readonly nonce?: string;
  readonly counterMatch?: ComparedCard & { readonly of?: 'agent' };
}

/** Whether the same question may be answered later: no answer came, the session has ended, the gateway is at its limit. */
function isPassing(error: HurenProblem | HurenUnreachable): boolean {
  if (error instanceof HurenUnreachable) return true;
  return error.status === 401 || error.code === 'csrf-refused' || error.status === 429 || error.status >= 500;
}

/** What is asked of the gateway about one person's licence, and what it answered; one thing at a time on the screen. */
export function useAsking(session: StaffSession, client: HurenClient) {
  const matter = shallowRef<MatterChoice>();
  /** A request to a holder that is under way, over the holder's code or by one shown here. */
  const presenting = ref<{ rendezvous?: string }>();
  /** Of the agent who is asked to present again: a presentation is used once, so the comparison goes with the next. */
  let compared: ComparedCard | undefined;
  const taken = shallowRef<Taken>();
  const answer = shallowRef<Verified>();
  const link = ref<string>();
  const checked = shallowRef<CheckedReceipt>();
  const busy = ref(false);
  const trouble = ref<Bilingual>();
  /** A question that got no answer, to be asked again: a presentation is not lost with one connection. */
  const unsent = shallowRef<{ readonly given: Taken; readonly beside: Beside; readonly arrived: boolean }>();
  /** Newest act wins: an answer that comes after the next person's turn began belongs to nobody on the screen. */
  let turn = 0;
  let serials = 0;

  function clear(): void {
    turn++;
    busy.value = false;
    unsent.value = undefined;
    presenting.value = undefined;
    compared = undefined;
    taken.value = undefined;
    answer.value = undefined;
    link.value = undefined;
    checked.value = undefined;
    trouble.value = undefined;
  }

  // A verdict is about one matter, and so is a request to a holder: neither stands under another.
  watch(
    () => matter.value && choiceKey(matter.value),
    () => {
      const receipt = checked.value;
      clear();
      checked.value = receipt;
    },
    { flush: 'sync' },
  );

  /** Whether the gateway answered; what was shown before stays until it has. `show` is not called once it is too late. */
  async function attempt<T>(
    ask: () => Promise<T>,
    show: (answer: T) => void,
    failed?: (error: HurenProblem | HurenUnreachable) => void,
  ): Promise<boolean> {
    const mine = ++turn;
    busy.value = true;
    trouble.value = undefined;
    unsent.value = undefined;
    try {
      const found = await ask();
      if (mine !== turn) return false;
      show(found);
      return true;
    } catch (error) {
      if (!(error instanceof HurenProblem || error instanceof HurenUnreachable)) throw error;
      if (mine !== turn) return false;
      trouble.value = error.messages;
      failed?.(error);
      return false;
    } finally {
      if (mine === turn) busy.value = false;
    }
  }

  function hasMatter(): boolean {
    if (matter.value === undefined) trouble.value = words.chooseMatterFirst;
    return matter.value !== undefined;
  }

  /** A licence taken in for the matter that is chosen now. */
  const takenNow = (given: Given, chosen: MatterChoice): Taken => ({
    ...given,
    matter: chosen,
    serial: ++serials,
  });

  /** @param arrived an earlier try of the same question may have reached the gateway, though no answer came */
  function verify(given: Taken, beside: Beside = {}, arrived = false): Promise<boolean> {
    const { code, list } = given.matter;
    const body = {
      credential: given.credential,
      matter: code,
      ...(list !== undefined && { list }),
      ...beside,
    };
    return attempt(
      async () => {
        const verified = await session.act<Verified>('/v1/verifications', { body });
        return { verified, of: await receiptLink(location.origin, verified.receipt) };
      },
      ({ verified, of }) => {
        taken.value = given;
        answer.value = verified;
        link.value = of;
        checked.value = undefined;
        const isUsed = verified.findings.some(({ code: found }) => found === 'NONCE_USED');
        if (arrived && isUsed) trouble.value = words.hadArrived;
      },
      (error) => {
        if (!isPassing(error)) return;
        const mayHave = error instanceof HurenUnreachable || error.status >= 500;
        unsent.value = { given, beside, arrived: arrived || mayHave };
      },
    );
  }

  /** The question that got no answer, once more. */
  async function resend(): Promise<boolean> {
    const { given, beside, arrived } = unsent.value ?? {};
    return given !== undefined && (await verify(given, beside, arrived));
  }

  function checkReceipt(receipt: Receipt): Promise<boolean> {
    return attempt(
      () => client.receipts.verify(receipt),
      ({ valid, outcome, member }) => {
        clear();
        checked.value = {
          receipt,
          outcome: outcome ?? (valid ? 'valid' : 'invalid'),
          ...(member === undefined ? {} : { member }),
        };
      },
    );
  }

  /** Asks a holder, once the matter is chosen. */
  function present(rendezvous?: string): boolean {
    if (!hasMatter()) return false;
    clear();
    presenting.value = rendezvous === undefined ? {} : { rendezvous };
    return true;
  }

  /** Asks an agent to present once more, now that the clerk has compared them. */
  function presentCompared(agent: ComparedCard): boolean {
    const isBegun = present();
    if (isBegun) compared = agent;
    return isBegun;
  }

  /** What a phone presented; with the comparison of the agent, where there was one, held against this very delegation. */
  async function answered(credential: JsonValue, sdJwt: string, nonce: string): Promise<boolean> {
    presenting.value = undefined;
    if (matter.value === undefined) return false;
    const agent = compared;
    compared = undefined;
    const named = agent === undefined ? undefined : presentedBy(credential)?.name;
    const counterMatch =
      agent === undefined || named === undefined || named === ''
        ? undefined
        : { ...agent, of: 'agent' as const };
    const given = takenNow({ credential, sdJwt }, matter.value);
    return verify(given, { nonce, ...(counterMatch && { counterMatch }) });
  }

  /** Takes in whatever it is; false where nothing came of it, and `trouble` says why. */
  async function take(intake: Intake): Promise<boolean> {
    trouble.value = undefined;
    if (intake.kind === 'unknown') trouble.value = words.unknownIntake;
    else if (intake.kind === 'request') trouble.value = words.isRequest;
    else if (intake.kind === 'receipt') return checkReceipt(intake.receipt);
    else if (!hasMatter() || matter.value === undefined) return false;
    else if (intake.kind === 'rendezvous') return present(intake.code);
    else {
      const { credential } = intake;
      // Another licence: the verdict on the one before stands no longer, whether or not this one gets its own.
      const chosen = matter.value;
      clear();
      const form = intake.kind === 'data' ? { sdJwt: intake.sdJwt } : { ofd: intake.ofd };
      return verify(takenNow({ credential, ...form }, chosen));
    }
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
    unsent,
    clear,
    verify,
    resend,
    present,
    presentCompared,
    answered,
    take,
  };
}

export type Asking = ReturnType<typeof useAsking>;
