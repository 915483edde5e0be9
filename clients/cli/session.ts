import type { Bilingual } from '@huren/chaincode/domain';
import { createColors } from 'picocolors';
import { HurenClient } from '../sdk';
import type { Given } from './given';
import { readIdentityFile, type IdentityFile } from './identity-file';
import type { Language } from './language';
import { printable, printableJson } from './printable';
import type { Terminal } from './terminal';
import { usage } from './trouble';

const defaultUrl = 'http://127.0.0.1:8080';

/** One run of one command: its language, its form of output, its gateway and its identity. */
export class Session {
  readonly json: boolean;
  readonly url: string;
  readonly colours: ReturnType<typeof createColors>;
  #identity: Promise<IdentityFile> | undefined;

  constructor(
    readonly terminal: Terminal,
    readonly language: Language,
    private readonly given: Given,
  ) {
    const { env, interactive } = terminal;
    this.json = given.flag('json');
    this.url = checkUrl(given.text('url') ?? env['HUREN_URL'] ?? defaultUrl);
    // https://no-color.org: set and not empty means no colour.
    const wanted = interactive.out && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
    this.colours = createColors(wanted && !this.json);
  }

  say(text: Bilingual): string {
    return text[this.language];
  }

  /** Result lines, on stdout. */
  print(...lines: readonly string[]): void {
    for (const line of lines) this.terminal.out(`${printable(line)}\n`);
  }

  printJson(value: unknown): void {
    this.terminal.out(`${printableJson(value)}\n`);
  }

  /** `value` for programs with --json, `lines` for people. */
  show(value: unknown, lines: () => readonly string[]): void {
    if (this.json) this.printJson(value);
    else this.print(...lines());
  }

  /** What goes beside the result, on stderr. */
  note(text: Bilingual): void {
    this.terminal.err(`${printable(this.say(text))}\n`);
  }

  /** The identity that --key or HUREN_KEY names. */
  identity(): Promise<IdentityFile> {
    const path = this.given.text('key') ?? this.terminal.env['HUREN_KEY'];
    if (path === undefined || path === '') {
      throw usage(
        'no-identity',
        '没有身份文件，无法以行政主体身份办理；请用 --key 或 HUREN_KEY 指定 PEM 文件。',
        'No identity file is named, so nothing can be done in the name of an authority; name a PEM file by --key or HUREN_KEY.',
      );
    }
    return (this.#identity ??= readIdentityFile(this.terminal, path));
  }

  /** Credit code of the authority that acts: --authority, or the certificate's own. */
  async authority(): Promise<string> {
    const code = this.given.text('authority') ?? (await this.identity()).authority;
    if (code !== undefined) return code;
    throw usage(
      'no-authority',
      '该身份文件属于成员运维，不代表任何行政主体；请用 --authority 指定统一社会信用代码，或换用行政主体的身份文件。',
      'That identity is an operator of a member and stands for no authority; name one by --authority, or use an identity of an authority.',
    );
  }

  /** A client without identity, for what anyone may ask. */
  publicClient(): HurenClient {
    return new HurenClient(this.#transport());
  }

  /** A client that signs tokens in the name of the authority. */
  async signedClient(): Promise<HurenClient> {
    const key = await this.identity();
    const authority = await this.authority();
    const member = key.member === undefined ? {} : { member: key.member };
    return new HurenClient({ ...this.#transport(), ...member, authority, key });
  }

  /** A client for transactions alone, which carry their own signature. */
  async transactionClient(): Promise<HurenClient> {
    return new HurenClient({ ...this.#transport(), key: await this.identity() });
  }

  #transport() {
    const { fetch } = this.terminal;
    return { url: this.url, now: () => this.terminal.now(), ...(fetch === undefined ? {} : { fetch }) };
  }
}

function checkUrl(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw usage(
    'bad-url',
    '网关地址不是 http 或 https 网址，未作任何办理；请核对 --url 或 HUREN_URL。',
    'The address of the gateway is no http or https URL, so nothing was done; check --url or HUREN_URL.',
  );
}
