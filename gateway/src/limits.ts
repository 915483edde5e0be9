/** Named limits of a gateway; each is tested at its edge. Sizes in bytes, times in milliseconds. */
export const LIMITS = {
  /** Body of a single request (DETAILS 23). */
  singleBodyBytes: 64 * 1024,
  /** Body of a batch, of licences and of transactions. */
  batchBodyBytes: 8 * 1024 * 1024,
  /** Bodies above a single request's size that are held at once: of strangers, of authorities, and of one of either. */
  openBodyBytes: 64 * 1024 * 1024,
  openBodyBytesPerAddress: 16 * 1024 * 1024,
  provenBodyBytes: 128 * 1024 * 1024,
  provenBodyBytesPerAuthority: 64 * 1024 * 1024,
  /** Body with one entry of a case: 64 KiB of text, escaped. */
  caseBodyBytes: 160 * 1024,
  batchItems: 1000,
  licencesPerRequest: 1000,
  /** A body must have arrived by then. */
  bodyTimeoutMs: 10_000,
  /** Whoever has not taken its answer by then, nor a fair part of it, is disconnected. */
  unreadAnswerMs: 20_000,
  readBytesPerSecond: 4096,
  /** Headers and request line, all together. */
  headerBytes: 16 * 1024,
  requestTimeoutMs: 30_000,
  /** How long a shutdown waits for requests in flight. */
  drainMs: 10_000,
  tokenChars: 4096,
  tokenLifeSeconds: 300,
  clockSkewSeconds: 30,
  cachedTokens: 10_000,
  /** Life of a presentation request. */
  presentationLifeMs: 60_000,
  /** Of one that co-holders have to consent to, each on their own phone (REQUEST_LIFE_LIMIT_SECONDS). */
  jointPresentationLifeMs: 300_000,
  /** Requests that can still be answered, of all authorities and of one. */
  openPresentations: 20_000,
  openPresentationsPerAuthority: 5_000,
  /** How long a prepared transaction waits for its signature. */
  signatureWaitMs: 60_000,
  pendingTransactions: 1000,
  pendingPerCertificate: 64,
  /** Their arguments together, UTF-16 code units. */
  pendingChars: 128 * 1024 * 1024,
  pendingCharsPerCertificate: 16 * 1024 * 1024,
  /** How long a finished transaction's answer is kept for a repeated POST. */
  finishedKeepMs: 300_000,
  finishedTransactions: 10_000,
  /** How long a transaction counts as in doubt: orderers refuse one that is older than 15 minutes. */
  inDoubtKeepMs: 30 * 60_000,
  /** How long a write waits for the index to show it. */
  readYourWriteMs: 5000,
  pageItems: 200,
  /** Receipt head on the ledger at least this often (DETAILS 18). */
  heartbeatMs: 10 * 60_000,
  /** Until a ledger that did not tell its height is asked again. */
  ledgerRetryMs: 5000,
  receiptsPerGroup: 4096,
  /** Verdicts that wait for their receipt. */
  waitingReceipts: 50_000,
  /** Lines of one answer of the day's list, and days of one answer of figures. */
  historyLines: 500,
  historyDays: 92,
  /** Histories of anchors and statuses kept parsed. */
  cachedHistories: 20_000,
  /** Transactions gathered into one write of the index. */
  indexGroup: 4096,
} as const;
