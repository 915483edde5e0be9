/** A text for the operator, in both languages. */
export interface Words {
  readonly zh: string;
  readonly en: string;
}

/** A step of the operator's tool failed: what happened, which log tells more, and the way back. */
export class OperatorFault extends Error {
  constructor(
    /** Stable kebab-case word for programs. */
    readonly code: string,
    readonly words: Words,
    /** File that tells more. */
    readonly log?: string,
  ) {
    super(words.en);
    this.name = 'OperatorFault';
  }
}
