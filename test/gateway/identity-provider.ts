import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { DemoPerson } from '../../gateway/src/demo/identity-provider';

/** Takes the clients on its standard input once the gateways listen. */
const program = `
const { startIdentityProvider } = require(process.argv[1]);
startIdentityProvider({ host: '127.0.0.1', port: 0, people: JSON.parse(process.argv[2]) }).then((provider) => {
  console.log(provider.issuer);
  require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
    provider.serve(JSON.parse(line));
    console.log('served');
  });
});`;

/** The demo's identity provider, in a process of its own. */
export class ProviderProcess {
  private constructor(
    readonly issuer: string,
    private readonly child: ChildProcess,
    private readonly lines: AsyncIterator<string>,
  ) {}

  static async start(people: readonly DemoPerson[]): Promise<ProviderProcess> {
    const source = join(__dirname, '../../gateway/src/demo/identity-provider.ts');
    const typescript = join(__dirname, '../network/register-typescript.js');
    const child = spawn(process.execPath, ['-r', typescript, '-e', program, source, JSON.stringify(people)], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const { value } = (await lines.next()) as { value: string | undefined };
    if (value === undefined) throw new Error('the identity provider did not start');
    return new ProviderProcess(value, child, lines);
  }

  async serve(clients: readonly { readonly clientId: string; readonly url: string }[]): Promise<void> {
    this.child.stdin?.write(`${JSON.stringify(clients)}\n`);
    await this.lines.next();
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    this.child.kill();
    await once(this.child, 'exit');
  }
}

/** What a browser does about cookies and redirects, and nothing more. */
export class CookieJar {
  readonly #cookies = new Map<string, string>();

  /** Cookies belong to a host; ports share them. */
  get header(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  set(name: string, value: string): void {
    this.#cookies.set(name, value);
  }

  name(part: string): string | undefined {
    return [...this.#cookies.keys()].find((each) => each.includes(part));
  }

  get(part: string): string | undefined {
    return this.#cookies.get(this.name(part) ?? '');
  }

  async fetch(url: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (this.header !== '') headers.set('cookie', this.header);
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      if (/max-age=0|expires=Thu, 01 Jan 1970/i.test(line)) this.#cookies.delete(pair.slice(0, at));
      else this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return response;
  }

  /** Follows redirects until an answer is none, or until `until` says to stop. */
  async follow(
    url: string,
    until: (at: string) => boolean = () => false,
  ): Promise<{ url: string; response: Response }> {
    for (let at = url, left = 12; ; left--) {
      const response = await this.fetch(at);
      const location = response.headers.get('location');
      if (location === null || left === 0) return { url: at, response };
      at = new URL(location, at).href;
      if (until(at)) return { url: at, response };
    }
  }

  /** Chooses a person on the provider's page and follows to the gateway's callback, which is not yet called. */
  async choose(signIn: string, person: string): Promise<string> {
    const { url } = await this.follow(signIn);
    const chosen = await this.fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ person }).toString(),
    });
    const next = new URL(chosen.headers.get('location') ?? '', url).href;
    const { url: callback } = await this.follow(next, (at) => at.includes('/v1/staff/callback'));
    return callback;
  }

  /** The whole way; the address at which the browser ends. */
  async signIn(origin: string, person: string, to = '/'): Promise<string> {
    const callback = await this.choose(`${origin}/v1/staff/sign-in?to=${encodeURIComponent(to)}`, person);
    const done = await this.fetch(callback);
    return new URL(done.headers.get('location') ?? '', origin).href;
  }
}
