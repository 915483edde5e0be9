import { existsSync } from 'node:fs';
import {
  changeId,
  MalformedError,
  parseApplication,
  type MemberApplication,
  type NetworkChange,
} from '@huren/chaincode/domain';
import { preflight, reviewOf, type OpenDesk, type Review } from '@huren/network/onboarding';
import type { Given } from '../given';
import { readText } from '../input-file';
import { reviewLines } from '../review-view';
import type { Session } from '../session';
import { EXIT, type ExitCode, malformed } from '../trouble';

/** What a command is about: an application file, a request on the ledger, or both. */
export interface Subject {
  readonly id: string;
  readonly application?: MemberApplication;
  readonly change: NetworkChange | undefined;
}

/** A file is named by a path that is there, everything else is an id. */
export async function subjectOf(session: Session, given: Given, { desk }: OpenDesk): Promise<Subject> {
  const named = given.argument(0);
  if (named !== '-' && !existsSync(named) && /^[A-Za-z0-9_-]{43}$/.test(named)) {
    const change = await desk.find(named);
    return {
      id: named,
      change,
      ...(change?.application === undefined ? {} : { application: change.application }),
    };
  }
  const text = await readText(session.terminal, named);
  let application: MemberApplication;
  try {
    application = parseApplication(text.trimEnd());
  } catch (error) {
    throw error instanceof MalformedError ? malformed(error, named, named) : error;
  }
  const { id: member } = application.statement.member;
  const id = changeId({ kind: 'admit-member', member, application });
  return { id, application, change: await desk.find(id) };
}

/** Shows the request in words; without one, the list of those that are open. */
export async function review(session: Session, given: Given, open: OpenDesk): Promise<ExitCode> {
  if (given.optionalArgument(0) === undefined) return list(session, open);
  const subject = await subjectOf(session, given, open);
  const seen = await reviewed(session, subject, open);
  session.show(seen, () => reviewLines(session, seen));
  return seen.faults.length > 0 ? EXIT.refused : EXIT.ok;
}

async function reviewed(
  session: Session,
  subject: Subject,
  { desk, home, member }: OpenDesk,
): Promise<Review> {
  const { application, change } = subject;
  const admin = home.certificates(member).signer('admin');
  const isNew = application !== undefined && change?.state !== 'done';
  const endpoints = isNew ? await preflight(application, admin, () => session.terminal.now()) : [];
  return reviewOf(
    { change, application },
    await desk.configuration(),
    endpoints,
    new Date(session.terminal.now()),
  );
}

async function list(session: Session, { desk }: OpenDesk): Promise<ExitCode> {
  const ids = await desk.open();
  const changes = await Promise.all(ids.map((id) => desk.find(id)));
  const rows = changes.flatMap((one) => (one === undefined ? [] : [one]));
  session.show({ open: rows }, () =>
    rows.length === 0
      ? [session.say({ zh: '没有未办结的申请。', en: 'No request is open.' })]
      : rows.map(
          ({ id, kind, member, state, approvals, threshold }) =>
            `${id} ${kind} ${member} ${state} ${approvals.length}/${threshold}`,
        ),
  );
  return EXIT.ok;
}
