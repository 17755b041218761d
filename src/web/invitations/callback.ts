import { type Acceptance, acceptInvitation } from '../../organizations/joining/accept-invitation.ts';
import { findValidInvitation } from '../../organizations/joining/joining.ts';
import { membershipFacts, userFacts } from '../../people/person-facts.ts';
import { isProtectedMember, requirementOf } from '../../policy/members/member-status.ts';
import { invitationCallbackPath, redeemOwnCode } from '../../provider/own-client/own-client.ts';
import { Refusal } from '../../refusal/refusal.ts';
import type { Form } from '../forms/form.ts';
import type { WebDeps } from '../http/context.ts';
import { seeOther } from '../http/see-other.ts';
import type { PageRoute, RouteContext } from '../pages/page-routes.ts';
import { whyOf } from '../words/reasons.ts';
import { problemOf } from '../words/refusals.ts';
import { finishJoin, type PendingJoin, readJoin } from './cookie.ts';
import { goToSignIn } from './go-to-sign-in.ts';
import { accountOf, showInvitation, showJoin } from './join.ts';
import { type Joined, joinedPage } from './joined.ts';

/** Where the sign-in for an invitation comes back to. */
export const callbackRoute: PageRoute = {
  path: invitationCallbackPath,
  actions: ['continue', 'switch'],
  show: acceptAnswer,
  submit: signInAgain,
};

/** The browser is back from signing in. */
async function acceptAnswer(deps: WebDeps, ctx: RouteContext): Promise<void> {
  const pending = requirePending(deps, ctx);
  if (ctx.query.state !== pending.state)
    throw new Refusal('interaction_expired', { reason: 'a foreign answer' });
  const tokenHash = hashOf(pending);
  const { clock } = deps.runtime;
  const { db, plans, enrollable } = deps.operations;
  if (typeof ctx.query.code !== 'string') {
    // Cancelled, or refused on a page that has said why.
    return showInvitation(deps, ctx, await findValidInvitation(db, tokenHash, clock()));
  }
  const signedIn = await redeemOwnCode(deps.live, ctx.query.code, pending);
  if (signedIn === null) throw new Refusal('interaction_expired', { reason: 'the code is not good' });
  const { sourceAddress } = ctx.state;
  const { userId, sessionUid } = signedIn;
  const accepting = { tokenHash, userId, session: { uid: sessionUid }, sourceAddress };
  await answer(deps, ctx, await acceptInvitation({ db, plans, enrollable }, accepting, clock()));
}

/** Once more, with another account or with what is missing. */
async function signInAgain(deps: WebDeps, ctx: RouteContext, form: Form): Promise<void> {
  const tokenHash = hashOf(requirePending(deps, ctx));
  const { invitation } = await findValidInvitation(deps.operations.db, tokenHash, deps.runtime.clock());
  goToSignIn(deps, ctx, { tokenHash, email: invitation.email, account: accountOf(form) });
}

async function answer(deps: WebDeps, ctx: RouteContext, acceptance: Acceptance): Promise<void> {
  const { person, organization, result } = acceptance;
  const signedInAs = person.user.email;
  if (result === 'for_another') {
    const problem = problemOf(new Refusal('invitation_for_another'), null);
    await showJoin(deps, ctx, { standing: acceptance, state: 'another', signedInAs, problem });
    return;
  }
  if (result === 'not_yet') {
    const reasons = 'reasons' in acceptance.decision ? acceptance.decision.reasons : [];
    const why = whyOf(reasons, { [organization.id]: organization.timeZone });
    await showJoin(deps, ctx, { standing: acceptance, state: 'prove', signedInAs, why });
    return;
  }
  finishJoin(ctx, deps.issuer, {
    kind: 'joined',
    organization: organization.name,
    role: acceptance.member.role,
    email: signedInAs,
    enrollment: enrollmentOf(deps, acceptance),
    timeZone: organization.timeZone,
  });
  seeOther(ctx, joinedPage.path);
}

/** Who joined without a factor though one is required is told when they have to set it up (M16). */
function enrollmentOf(
  { runtime: { plans, clock } }: WebDeps,
  { member, organization, person }: Extract<Acceptance, { result: 'joined' }>,
): Joined['enrollment'] {
  const now = clock();
  const facts = membershipFacts({ member, organization, managesUser: false }, plans, now);
  const bound = requirementOf(facts, now.getTime());
  if (bound === null || isProtectedMember(facts, userFacts(person))) return null;
  return { deadline: bound.since > now.getTime() ? bound.since : null };
}

function requirePending({ issuer }: WebDeps, ctx: RouteContext): PendingJoin {
  const pending = readJoin(ctx, issuer, 'pending');
  if (pending === null)
    throw new Refusal('interaction_expired', { reason: 'no invitation is followed here' });
  return pending;
}

function hashOf({ invitation }: PendingJoin): Buffer {
  return Buffer.from(invitation, 'base64url');
}
