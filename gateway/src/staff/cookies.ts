import { parse, serialize } from 'cookie';

/**
 * Names of this gateway's cookies. Under TLS they carry the `__Host-` prefix (RFC 6265bis §4.1.3.2), so that no other
 * host or path can plant one. Gateways of one demo share a host and differ by port, which cookies do not see: the member
 * is part of the name.
 */
export class Cookies {
  constructor(
    private readonly member: string,
    /** Whether browsers come by TLS. */
    private readonly isSecure: () => boolean,
  ) {}

  get session(): string {
    return `${this.#prefix}huren-session-${this.member}`;
  }

  get signIn(): string {
    return `${this.#prefix}huren-sign-in-${this.member}`;
  }

  read(header: string | undefined, name: string): string | undefined {
    return header === undefined ? undefined : parse(header)[name];
  }

  /** `Lax`: the identity provider leads back here from its own site. Scripts never see it. */
  write(name: string, value: string, maxAgeSeconds: number): string {
    return serialize(name, value, {
      httpOnly: true,
      secure: this.isSecure(),
      sameSite: 'lax',
      path: '/',
      maxAge: maxAgeSeconds,
    });
  }

  get #prefix(): string {
    return this.isSecure() ? '__Host-' : '';
  }

  clear(name: string): string {
    return this.write(name, '', 0);
  }
}
