import type { ParameterizedContext } from 'koa';
import { browserOf } from '../../authenticators/browser.ts';
import { ownClientId } from '../../environments/own-client.ts';
import type { Person } from '../../people/person.ts';
import { recordUnreadablePolicies } from '../../people/unreadable-facts.ts';
import { decide } from '../../policy/decide.ts';
import type { Decision } from '../../policy/decision.ts';
import type { MembershipFacts } from '../../policy/facts.ts';
import { factsAt } from '../../provider/decisions/facts-at.ts';
import { joiningAt } from '../../provider/decisions/joining.ts';
import { ownPagesDemandOf } from '../../provider/decisions/own-pages.ts';
import { requestFactsOf } from '../../provider/decisions/request-facts.ts';
import { type Interaction, interactionCookie, interactionOf } from '../../provider/library/interaction.ts';
import { Refusal } from '../../refusal/refusal.ts';
import { actorOf, draftSession, type SignIn, withLivingProofs } from '../../sign-in/context.ts';
import { freshSignIn, type SignInProgress } from '../../sign-in/progress.ts';
import { withCountingTicket } from '../../sign-in/prove-ticket.ts';
import type { StoredSignIn } from '../../sign-in/store.ts';
import { rememberedDeviceId } from '../devices/remembered-device.ts';
import { hereOf } from '../http/chosen-language.ts';
import type { RequestState, WebDeps } from '../http/context.ts';
import { languageOf } from '../pages/bare-frame.ts';
import type { Language } from '../words/language.ts';
import { currentStep, type Step } from './steps.ts';

export type PageContext = ParameterizedContext<RequestState>;

/** One interaction as a page finds it: what is known, what the policy says, and which page is due. */
export interface View {
  readonly interaction: Interaction;
  readonly signIn: SignIn;
  readonly decision: Decision | null;
  readonly step: Step;
  readonly language: Language;
  /** Path and query of this page. */
  readonly here: string;
}

/** A request to a page: where it came from, and the interaction as the page finds it. */
export interface Visit {
  readonly ctx: PageContext;
  readonly view: View;
}

/**
 * Reads the interaction that the path names, which must be the one that this browser was sent to.
 * @throws Refusal `interaction_expired`
 */
export async function loadView(deps: WebDeps, ctx: PageContext, uid: string): Promise<View> {
  if (interactionCookie(deps.live, ctx) !== uid) throw new Refusal('interaction_expired');
  const deviceId = rememberedDeviceId(ctx, deps.issuer);
  const stored = await deps.operations.db.signIns.load(uid, deviceId);
  if (stored === null) throw new Refusal('interaction_expired');
  deps.runtime.registrations.saw(stored.registrations);
  const interaction = interactionOf(stored.interaction);
  if (interaction.result !== undefined)
    throw new Refusal('interaction_expired', { reason: 'finished already' });
  ctx.state.formLeadsAway = endsAtApplication(interaction);
  const { ui_locales: uiLocales } = interaction.params;
  const language = languageOf(ctx, typeof uiLocales === 'string' ? uiLocales : undefined);
  const { progress, person } = await progressOf(deps, { interaction, stored, deviceId });
  const client = await deps.runtime.clients.find(String(interaction.params.client_id));
  const signIn: SignIn = {
    uid,
    version: stored.version,
    progress,
    person,
    client,
    steppedUpSession: progress.stepUpOf === null ? null : (interaction.session?.uid ?? null),
    sourceAddress: ctx.state.sourceAddress,
    browser: browserOf(ctx.get('user-agent')),
    deviceId,
    language,
    now: deps.runtime.clock(),
  };
  return viewOf(deps, { interaction, signIn, language, here: hereOf() });
}

/** The view after `signIn` has changed: the policy is asked again. */
export async function viewOf(
  deps: WebDeps,
  found: Pick<View, 'interaction' | 'signIn' | 'language' | 'here'>,
): Promise<View> {
  const proven = withLivingProofs(found.signIn);
  const base = { ...found, signIn: await withCountingTicket(deps.operations.db, proven) };
  const { person } = base.signIn;
  const joining = await joiningAt(deps.runtime, base.interaction.params, base.signIn);
  const decision = person === null ? null : decideNow(deps, base, joining);
  if (decision !== null) await recordUnreadable(deps, base, decision);
  return { ...base, decision, step: currentStep(base.interaction, base.signIn.progress, decision) };
}

interface FoundInteraction {
  readonly interaction: Interaction;
  readonly stored: StoredSignIn;
  readonly deviceId: string | null;
}

/** A step-up begins with what the live session has proven; a sign-in begins with nothing. */
async function progressOf(
  deps: WebDeps,
  { interaction, stored, deviceId }: FoundInteraction,
): Promise<{ progress: SignInProgress; person: Person | null }> {
  if (stored.progress !== null) {
    return { progress: stored.progress, person: stored.progress.userId === null ? null : stored.person };
  }
  const { session } = interaction;
  if (interaction.prompt.name === 'login' || session?.accountId === undefined) {
    return { progress: freshSignIn, person: null };
  }
  const person = await deps.operations.db.people.byId(session.accountId, session.uid, deviceId);
  if (person?.session == null) throw new Refusal('interaction_expired', { reason: 'the session is gone' });
  const { userEpoch, proofs, openedAt, sourcePrefix, declinedOffer } = person.session;
  const progress = {
    ...freshSignIn,
    userId: person.user.id,
    userEpoch,
    proofs,
    stepUpOf: openedAt.getTime(),
    provenFrom: sourcePrefix,
    declinedEnrollment: declinedOffer,
    declinedOffer,
  };
  return { progress, person };
}

/** At most once a request: whoever is denied here can only go back or switch, and neither is decided on. */
async function recordUnreadable(
  deps: WebDeps,
  { signIn }: Pick<View, 'signIn'>,
  decision: Decision,
): Promise<void> {
  const userId = signIn.progress.userId ?? '';
  const concerned = { actor: actorOf(signIn), now: signIn.now, userId };
  await recordUnreadablePolicies(deps.operations.db.audit, decision, concerned);
}

function decideNow(
  deps: WebDeps,
  { interaction, signIn }: Pick<View, 'interaction' | 'signIn'>,
  joining: MembershipFacts | null,
): Decision {
  const { runtime } = deps;
  const { person, progress, sourceAddress, client: entry, now } = signIn;
  const occasion = { hasDeclined: progress.declinedEnrollment, isSignIn: progress.stepUpOf === null };
  const request = requestFactsOf(interaction.params, occasion, runtime.acrAliases);
  const asked = {
    at: 'authorization',
    person,
    session: draftSession(signIn),
    entry,
    request,
    sourceAddress,
    offlineGrant: false,
    joining,
    ownPages: ownPagesDemandOf(interaction.params),
  } as const;
  return decide(factsAt(runtime, asked, now), now.getTime());
}

/** Those of our own pages come back to us, and those of a device end with us. */
function endsAtApplication({ params }: Interaction): boolean {
  return typeof params.redirect_uri === 'string' && params.client_id !== ownClientId;
}
