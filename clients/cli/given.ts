import { usage } from './trouble';

/** What the user gave a command: arguments by position and options by their camel-case name, as commander read them. */
export class Given {
  constructor(
    private readonly positional: readonly (string | undefined)[],
    private readonly options: Readonly<Record<string, unknown>>,
  ) {}

  argument(at: number): string {
    const value = this.positional[at];
    if (value === undefined) throw new TypeError(`argument ${at} is not optional`);
    return value;
  }

  optionalArgument(at: number): string | undefined {
    return this.positional[at];
  }

  text(name: string): string | undefined {
    const value = this.options[name];
    return typeof value === 'string' ? value : undefined;
  }

  flag(name: string): boolean {
    return this.options[name] === true;
  }

  /** A repeatable option. */
  list(name: string): readonly string[] {
    const value = this.options[name];
    return Array.isArray(value) ? (value as readonly string[]) : [];
  }

  /** A whole number of zero or more, written plainly. */
  count(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    if (!/^(?:0|[1-9]\d{0,14})$/.test(text)) {
      throw usage(
        'not-a-number',
        `选项 ${name} 应为非负整数，未作任何办理；请改正后重试。`,
        `The option ${name} takes a whole number, so nothing was done; correct it and try again.`,
      );
    }
    return Number(text);
  }
}
