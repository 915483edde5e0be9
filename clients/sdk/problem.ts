import type { Bilingual } from '@huren/chaincode/domain';

/** What an RFC 9457 problem document of a gateway says; `code` is the stable word, `messages` are for people. */
export interface ProblemDocument {
  readonly type?: string;
  readonly title?: string;
  readonly status?: number;
  readonly detail?: string;
  readonly code: string;
  readonly messages: Bilingual;
  /** JSON pointer to the fault in the request. */
  readonly path?: string;
  /** With code `ledger-rejection`: the contract's own code. */
  readonly rejection?: string;
  readonly details?: Readonly<Record<string, unknown>>;
  /** With code `in-doubt`: the transaction to look up. */
  readonly transactionId?: string;
}

/** The gateway answered, and its answer is no. */
export class HurenProblem extends Error {
  readonly code: string;
  readonly messages: Bilingual;
  readonly path: string | undefined;
  readonly rejection: string | undefined;
  readonly details: Readonly<Record<string, unknown>> | undefined;
  readonly transactionId: string | undefined;

  constructor(
    readonly status: number,
    document: ProblemDocument,
    /** From `Retry-After`; undefined when the gateway named no time. */
    readonly retryAfterMs?: number,
  ) {
    super(`${document.code}: ${document.messages.en}`);
    this.name = 'HurenProblem';
    this.code = document.code;
    this.messages = document.messages;
    this.path = document.path;
    this.rejection = document.rejection;
    this.details = document.details;
    this.transactionId = document.transactionId;
  }
}

/**
 * `timeout`: no answer in time; `network`: no connection; `foreign`: what answered is no Huren gateway; `other-act`: what
 * it prepared for signing is not the act that was asked for.
 */
export type UnreachableReason = 'timeout' | 'network' | 'foreign' | 'other-act';

const unreachable: Readonly<Record<UnreachableReason, Bilingual>> = {
  timeout: {
    zh: '网关没有在规定时间内答复，本次无法得出结论；请稍后再试。',
    en: 'The gateway did not answer in time, so there is no answer; try again later.',
  },
  network: {
    zh: '连接不上网关，本次无法得出结论；请核对地址和网络，或用信任文件离线核验。',
    en: 'The gateway cannot be reached, so there is no answer; check its address and the network, or verify offline with a trust file.',
  },
  foreign: {
    zh: '该地址的答复不是 Huren 网关的格式，本次无法得出结论；请核对地址。',
    en: 'What answered at this address is no Huren gateway, so there is no answer; check the address.',
  },
  'other-act': {
    zh: '网关备好待签的内容与所请求的办理不一致，已拒绝签名，账本未作任何改动；请停用该网关并联系本成员运维。',
    en: 'What the gateway prepared for signing is not the act that was asked for. It was not signed and the ledger is unchanged; stop using this gateway and tell your member’s operator.',
  },
};

/** No answer of a gateway: neither yes nor no, and never to be read as either. */
export class HurenUnreachable extends Error {
  readonly messages: Bilingual;

  constructor(
    readonly url: string,
    readonly reason: UnreachableReason,
  ) {
    super(unreachable[reason].en);
    this.name = 'HurenUnreachable';
    this.messages = unreachable[reason];
  }
}
