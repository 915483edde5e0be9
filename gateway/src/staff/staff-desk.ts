import type { IncomingMessage } from 'node:http';
import { type Authority, type Member, recordKey } from '@huren/chaincode/domain';
import type { RecordIndex } from '../index/record-index';
import { Problem } from '../problems';
import type { Caller } from '../tokens/caller';
import { Cookies } from './cookies';
import { isSameSecret, type Session, Sessions } from './sessions';
import type { SignIn } from './sign-in';
import type { StaffRole } from './staff';

/** Header in which a page's script sends the session's secret back. */
export const CSRF_HEADER = 'x-huren-csrf';

/** Where a member's own people stand: who has signed in, and what they may ask for. */
export class StaffDesk {
  readonly sessions: Sessions;
  readonly cookies: Cookies;

  constructor(
    private readonly index: RecordIndex,
    private readonly member: string,
    clock: () => number,
    /** Absent: this gateway has no identity provider, and nobody signs in. */
    readonly signIn: SignIn | undefined,
  ) {
    this.sessions = new Sessions(clock);
    this.cookies = new Cookies(member, () => signIn?.publicUrl.startsWith('https:') ?? false);
  }

  sessionId(cookie: string | undefined): string | undefined {
    return this.cookies.read(cookie, this.cookies.session);
  }

  session(cookie: string | undefined): Session | undefined {
    return this.sessions.use(this.sessionId(cookie));
  }

  /** Whether a request shows a session in place of a token. */
  carries({ headers }: IncomingMessage): boolean {
    return headers.authorization === undefined && this.sessionId(headers.cookie) !== undefined;
  }

  /**
   * The caller behind a session, judged by the ledger's present word on the authority.
   * @throws Problem session-ended, csrf-refused, role-not-allowed, authority-not-active, member-not-active
   */
  caller(request: IncomingMessage, roles: readonly StaffRole[]): Caller {
    const { headers, method } = request;
    const session = this.session(headers.cookie);
    if (session === undefined) throw new Problem('session-ended');
    const site = headers['sec-fetch-site'];
    const sent = headers[CSRF_HEADER];
    const acts = method !== 'GET' && method !== 'HEAD';
    const isForeign = site !== undefined && site !== 'same-origin' && site !== 'none';
    if (isForeign || (acts && !isSameSecret(typeof sent === 'string' ? sent : undefined, session.csrf))) {
      throw new Problem('csrf-refused');
    }
    const { staff } = session;
    if (!staff.roles.some((role) => roles.includes(role))) {
      throw new Problem('role-not-allowed', { details: { needs: [...roles] } });
    }
    const authority = this.index.record<Authority>(recordKey.authority(staff.authority));
    if (authority?.state !== 'active' || authority.member !== this.member) {
      throw new Problem('authority-not-active');
    }
    if (this.index.record<Member>(recordKey.member(this.member))?.state !== 'admitted') {
      throw new Problem('member-not-active');
    }
    return { authority, staff };
  }
}
