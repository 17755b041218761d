import type { KoaContextWithOIDC } from 'oidc-provider';
import type { Actor, AuditEvent } from '../../audit/event.ts';
import { browserOf } from '../../authenticators/browser.ts';
import type { OpenedSession, Person, SessionRecord } from '../../people/person.ts';
import { refusedSignIn } from '../../people/refused-sign-in.ts';
import { recordUnreadablePolicies } from '../../people/unreadable-facts.ts';
import { decide } from '../../policy/decide.ts';
import type { Decision } from '../../policy/decision.ts';
import type { Facts } from '../../policy/facts.ts';
import { watchingOrganizations } from '../../policy/rules/watching-organizations.ts';
import type { ProviderRuntime } from '../library/runtime.ts';
import { factsAt } from './facts-at.ts';
import { joiningAt } from './joining.ts';
import { ownPagesDemandOf } from './own-pages.ts';
import { requestFactsOf } from './request-facts.ts';
import { type FinishedSignIn, finishedSignInOf } from './sign-in-result.ts';
import { keepSuppressions, noteVisit } from './visits.ts';

/** The decision about one request at the authorization endpoint, with what it was made from. */
export interface AuthorizationState {
  readonly person: Person;
  readonly facts: Facts;
  readonly decision: Decision;
}

const states = new WeakMap<object, AuthorizationState>();

/** What was decided about this request; undefined when nobody is signed in or the account is gone. */
export function authorizationStateOf(ctx: KoaContextWithOIDC): AuthorizationState | undefined {
  return states.get(ctx.oidc);
}

/** Session records outlive any grant of the session: 30 days from the sign-in (ruling 9). */
const recordLifetimeMs = 30 * 24 * 60 * 60 * 1000;

/**
 * Loads the person behind the session and decides. When a sign-in has just finished, its proofs are first attached to
 * the session, whose uid is known only now.
 */
export async function decideAtAuthorization(
  runtime: ProviderRuntime,
  ctx: KoaContextWithOIDC,
  userId: string,
): Promise<AuthorizationState | undefined> {
  const now = runtime.clock();
  const uid = ctx.oidc.session?.uid;
  if (uid === undefined) return undefined;
  const deviceId = ctx.cookies.get(runtime.deviceCookie, { signed: false }) ?? null;
  const finished = finishedSignInOf(ctx.oidc.result);
  const person =
    finished === null
      ? await runtime.people.byId(userId, uid, deviceId)
      : await runtime.db.sessions.open(openedSession(finished, whoseOf(ctx, { uid, userId }), now), {
          deviceId,
        });
  if (person === null) return undefined;
  const facts = await factsOfRequest(runtime, ctx, { person, now });
  const state = { person, facts, decision: decide(facts, now.getTime()) };
  const actor = { kind: 'user', id: userId, sourceAddress: runtime.sourceAddressOf(ctx.req) } as const;
  await recordUnreadablePolicies(runtime.db.audit, state.decision, { actor, now, userId });
  if (isRefused(ctx, state.decision)) await runtime.db.audit.record(refused(state, actor), now);
  const visit = { uid, session: person.session, decision: state.decision };
  await noteVisit(runtime, visit, now);
  await keepSuppressions(runtime, visit);
  states.set(ctx.oidc, state);
  return state;
}

/**
 * What no page can mend is answered at once, unless the person may still select another account. An application that asks
 * silently may ask often, and nobody signs in by it.
 */
function isRefused({ oidc }: KoaContextWithOIDC, { step }: Decision): boolean {
  const isOpen = oidc.prompts.has('select_account') && oidc.promptPending('select_account');
  return (step === 'deny' || step === 'unmet') && !oidc.prompts.has('none') && !isOpen;
}

function refused({ facts, person, decision }: AuthorizationState, actor: Actor): AuditEvent {
  const organizations = watchingOrganizations(facts.client, facts.memberships ?? []);
  const who = { actor, userId: person.user.id, organizations };
  return refusedSignIn(who, facts.client?.id ?? null, decision);
}

/** The browser that has just signed in tells what it is. */
function whoseOf(
  ctx: KoaContextWithOIDC,
  whose: Pick<OpenedSession, 'uid' | 'userId'>,
): Pick<OpenedSession, 'uid' | 'userId' | 'browser'> {
  return { ...whose, browser: browserOf(ctx.req.headers['user-agent']) };
}

function openedSession(
  finished: FinishedSignIn,
  whose: Pick<OpenedSession, 'uid' | 'userId' | 'browser'>,
  now: Date,
): OpenedSession {
  const openedAt = new Date(finished.openedAt);
  const record: SessionRecord = {
    userEpoch: finished.userEpoch,
    proofs: finished.proofs,
    sourcePrefix: finished.sourcePrefix,
    suppressed: {},
    openedAt,
    lastSeenAt: now,
    declinedOffer: finished.declinedOffer ?? false,
  };
  return { ...whose, record, expiresAt: new Date(openedAt.getTime() + recordLifetimeMs) };
}

/** Who is behind a request, as of `now`. */
interface SignedIn {
  readonly person: Person;
  readonly now: Date;
}

async function factsOfRequest(
  runtime: ProviderRuntime,
  ctx: KoaContextWithOIDC,
  { person, now }: SignedIn,
): Promise<Facts> {
  const { client, params = {}, prompts } = ctx.oidc;
  // Where no page may be shown, nobody is offered anything.
  const hasDeclined = prompts.has('none') || person.session?.declinedOffer === true;
  const asked = {
    at: 'authorization',
    person,
    session: person.session,
    entry: await runtime.clients.find(client?.clientId ?? ''),
    request: requestFactsOf(params, { hasDeclined, isSignIn: false }, runtime.acrAliases),
    sourceAddress: runtime.sourceAddressOf(ctx.req),
    offlineGrant: false,
    joining: await joiningAt(runtime, params, { person, now }),
    ownPages: ownPagesDemandOf(params),
  } as const;
  return factsAt(runtime, asked, now);
}
