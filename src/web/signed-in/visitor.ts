import type { ParameterizedContext } from 'koa';
import { accountScope, adminScope } from '../../environments/client-terms.ts';
import { ownClientId } from '../../environments/own-client.ts';
import type { Person } from '../../people/person.ts';
import { mfaAt } from '../../policy/factors/amr.ts';
import type { PersonJudgement } from '../../policy/person-judgement.ts';
import { judgeSession } from '../../provider/decisions/judge-session.ts';
import { type BrowserSession, browserSession } from '../../provider/library/browser-session.ts';
import type { PersonCaller } from '../api/access/caller.ts';
import type { RequestState, WebDeps } from '../http/context.ts';

/** Who is before a page of ours, and how far the policy lets them in there. */
export type Visitor =
  | { readonly kind: 'person'; readonly caller: PersonCaller }
  /** Nobody, or whose session is over: they sign in. `email` to fill in, if it is known. */
  | { readonly kind: 'nobody'; readonly email: string | null }
  /** Signed in, and a (stronger) second factor is owed. */
  | { readonly kind: 'insufficient'; readonly email: string }
  /** No sign-in can mend it. */
  | { readonly kind: 'denied' };

/** What our own pages may do in somebody's name: what the API lets a person do, with no third party between. */
const ownScopes: ReadonlySet<string> = new Set([accountScope, adminScope]);

/** How long a visit may stay unnoted, so that reading ten pages is one write. */
const touchEveryMs = 60_000;

/**
 * Reads the session of this browser and has its person judged as at the API, over all of their memberships and without
 * leniency (ruling 23). Who reads our pages is not idle, so the visit is noted.
 */
export async function readVisitor(
  deps: Pick<WebDeps, 'live' | 'runtime'>,
  ctx: ParameterizedContext<RequestState>,
): Promise<Visitor> {
  const session = await browserSession(deps.live, ctx);
  const judged = session && (await judgedPerson(deps, session));
  if (session === null || judged === null) return { kind: 'nobody', email: null };
  const { person, judgement } = judged;
  const { email } = person.user;
  switch (judgement) {
    case 'not_signed_in':
      return { kind: 'nobody', email };
    case 'insufficient':
      return { kind: 'insufficient', email };
    case 'denied':
      return { kind: 'denied' };
    default:
      await touch(deps, session, person);
      return { kind: 'person', caller: callerOf(ctx, session, { person, judgement }) };
  }
}

/** A person with the record of a session, and what that is worth at our pages. */
export interface JudgedPerson {
  readonly person: Person;
  readonly judgement: PersonJudgement;
}

/** @returns null where the session has no record, or its person is gone */
export async function judgedPerson(
  { runtime }: Pick<WebDeps, 'runtime'>,
  session: BrowserSession,
): Promise<JudgedPerson | null> {
  const person = await runtime.db.people.byId(session.userId, session.uid);
  if (person?.session == null) return null;
  const asked = { clientId: ownClientId, scope: 'openid', now: runtime.clock() };
  return { person, judgement: await judgeSession(runtime, person, asked) };
}

async function touch(
  { runtime }: Pick<WebDeps, 'runtime'>,
  { uid }: BrowserSession,
  { session }: Person,
): Promise<void> {
  const now = runtime.clock();
  const unnoted = now.getTime() - (session?.lastSeenAt.getTime() ?? 0);
  if (unnoted > touchEveryMs) await runtime.db.sessions.touch(uid, now);
}

function callerOf(
  ctx: ParameterizedContext<RequestState>,
  { hash: sessionHash }: BrowserSession,
  { person, judgement }: JudgedPerson,
): PersonCaller {
  const { id } = person.user;
  return {
    kind: 'person',
    id,
    actor: { kind: 'user', id, sourceAddress: ctx.state.sourceAddress },
    person,
    sessionHash,
    scopes: ownScopes,
    hasRecoveryCodeOnly: judgement === 'recovery_code_only',
    mfaAt: mfaAt(person.session?.proofs ?? {}),
  };
}
