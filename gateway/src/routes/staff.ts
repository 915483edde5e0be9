import { type Authority, recordKey } from '@huren/chaincode/domain';
import type { Context } from '../context';
import type { Call, Endpoint, Reply } from '../http/endpoint';
import { Problem } from '../problems';
import { isSameSecret, SESSION_LIMITS } from '../staff/sessions';
import { CALLBACK_PATH, localPath, SIGN_IN_LIMITS, type SignedIn, type SignIn } from '../staff/sign-in';
import { readStaff } from '../staff/staff';
import { CSRF_HEADER } from '../staff/staff-desk';

type Cookie = string;

function lead(to: string, ...cookies: readonly Cookie[]): Reply {
  return { status: 303, body: '', text: 'text/plain; charset=utf-8', headers: { location: to }, cookies };
}

/** The page that somebody wanted, told why they are not signed in. */
function backTo(to: string, reason: string): string {
  const url = new URL(localPath(to), 'http://page.invalid');
  url.searchParams.set('sign-in', reason);
  return url.pathname + url.search;
}

/** Sign-in of the member's own people at their identity provider, and the session that follows. */
export function staffEndpoints({ staff, index, member, log }: Context): readonly Endpoint[] {
  const { cookies, sessions } = staff;
  const provider = (): SignIn => {
    if (staff.signIn === undefined) throw new Problem('no-identity-provider');
    return staff.signIn;
  };
  const signInId = (call: Call): string | undefined => cookies.read(call.cookie, cookies.signIn);

  async function begin(call: Call): Promise<Reply> {
    const signIn = provider();
    const to = call.query.get('to') ?? '/';
    // The cookie belongs to one host name; whoever came by another goes on under the one that the provider leads back to.
    const { host, protocol } = new URL(signIn.publicUrl);
    if (call.host !== host) {
      return lead(`${protocol}//${host}/v1/staff/sign-in?${new URLSearchParams({ to }).toString()}`);
    }
    try {
      const { url, id } = await signIn.begin(to);
      return lead(url.href, cookies.write(cookies.signIn, id, SIGN_IN_LIMITS.lifeMs / 1000));
    } catch {
      log.warn({}, 'the identity provider cannot be reached');
      return lead(backTo(to, 'unavailable'));
    }
  }

  async function finish(call: Call): Promise<Reply> {
    const used = cookies.clear(cookies.signIn);
    let signedIn: SignedIn | undefined;
    try {
      signedIn = await provider().finish(signInId(call), call.query);
    } catch (error) {
      if (error instanceof Problem) throw error;
      log.warn({ reason: error instanceof Error ? error.name : 'unknown' }, 'a sign-in did not hold');
    }
    if (signedIn === undefined) return lead(backTo('/', 'failed'), used);
    const { claims, subject, to } = signedIn;
    const found = readStaff(claims, subject, member, (code) =>
      index.record<Authority>(recordKey.authority(code)),
    );
    if (typeof found === 'string') {
      log.warn({ reason: found }, 'a signed-in person may not come in');
      return lead(backTo(to, found), used);
    }
    sessions.end(staff.sessionId(call.cookie));
    const id = sessions.begin(found);
    return lead(to, used, cookies.write(cookies.session, id, SESSION_LIMITS.lifeMs / 1000));
  }

  function me(call: Call): Reply {
    const session = staff.session(call.cookie);
    const provided = staff.signIn !== undefined;
    if (session === undefined) return { status: 200, body: { signedIn: false, provided, member } };
    const { name, roles, authority: code, subject } = session.staff;
    const authority = index.record<Authority>(recordKey.authority(code));
    return {
      status: 200,
      body: {
        signedIn: true,
        provided,
        member,
        subject,
        name,
        roles,
        authority: { code, name: authority?.name, region: authority?.region },
        csrf: session.csrf,
        endsAt: new Date(session.endsAt).toISOString(),
      },
    };
  }

  /** Whoever was idle too long has no session left here, but still one at the provider: that one is ended as well. */
  async function end(call: Call): Promise<Reply> {
    const session = staff.session(call.cookie);
    if (session !== undefined && !isSameSecret(call.secret, session.csrf)) throw new Problem('csrf-refused');
    sessions.end(staff.sessionId(call.cookie));
    const to = await staff.signIn?.signOutUrl().catch(() => undefined);
    const body = to === undefined ? { signedIn: false } : { signedIn: false, to };
    return { status: 200, body, cookies: [cookies.clear(cookies.session)] };
  }

  return [
    { method: 'GET', path: '/v1/staff/sign-in', token: false, cookies: true, handle: begin },
    { method: 'GET', path: CALLBACK_PATH, token: false, cookies: true, handle: finish },
    { method: 'GET', path: '/v1/staff/me', token: false, cookies: true, handle: me },
    {
      method: 'POST',
      path: '/v1/staff/sign-out',
      token: false,
      cookies: true,
      secret: CSRF_HEADER,
      handle: end,
    },
  ];
}
