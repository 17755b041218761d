import { randomUUID } from 'node:crypto';
import type { AuditEvent } from '../../audit/event.ts';
import type { EventDetails } from '../../audit/event-details.ts';
import type { Person } from '../../people/person.ts';
import { membershipFacts } from '../../people/person-facts.ts';
import { refusedSignIn } from '../../people/refused-sign-in.ts';
import {
  replaceSession,
  withError,
  withSameAccount,
  withSignIn,
} from '../../provider/library/interaction.ts';
import { Refusal } from '../../refusal/refusal.ts';
import { aboutPerson, draftSession, type SignIn } from '../../sign-in/context.ts';
import { finishSignIn } from '../../sign-in/finish-sign-in.ts';
import type { SignInProgress } from '../../sign-in/progress.ts';
import { sendMailboxCode } from '../../sign-in/prove-mailbox.ts';
import { renewRememberedDevice } from '../../sign-in/remember-device.ts';
import { saveProgress } from '../../sign-in/save-progress.ts';
import type { Speaker } from '../../sign-in/store.ts';
import { knownDeviceId, rememberDevice } from '../devices/known-device.ts';
import { keepRememberedDevice } from '../devices/remembered-device.ts';
import type { WebDeps } from '../http/context.ts';
import { seeOther } from '../http/see-other.ts';
import { type View, type Visit, viewOf } from './view.ts';

/** Stores what a step has proven and redirects to the page that is due now, or back to the application. */
export async function advance(
  deps: WebDeps,
  { ctx, view }: Visit,
  change: {
    readonly progress: SignInProgress;
    readonly person?: Person | null;
    readonly throttleKey?: Buffer;
  },
): Promise<void> {
  const person = change.person === undefined ? view.signIn.person : change.person;
  const next = await viewOf(deps, { ...view, signIn: { ...view.signIn, progress: change.progress, person } });
  if (next.step === 'finish' || next.step === 'unmet') {
    if (change.throttleKey !== undefined) await deps.operations.db.limits.clear(change.throttleKey);
    return next.step === 'finish'
      ? finish(deps, { ctx, view: next })
      : returnError(deps, { ctx, view: next });
  }
  const progress = next.step === 'mailbox' ? await withFirstMail(deps, next) : next.signIn.progress;
  await saveProgress(deps.operations.db, next.signIn, { ...change, progress });
  await recordRefused(deps, next);
  seeOther(ctx, `/interaction/${view.signIn.uid}/${next.step}`);
}

/** Continues after something that has stored its progress itself. */
export async function advanceStored(deps: WebDeps, { ctx, view }: Visit, signIn: SignIn): Promise<void> {
  const person = await deps.operations.db.people.byId(signIn.progress.userId ?? '', null);
  const next = await viewOf(deps, { ...view, signIn: { ...signIn, person } });
  if (next.step === 'finish') return finish(deps, { ctx, view: next });
  if (next.step === 'unmet') return returnError(deps, { ctx, view: next });
  await recordRefused(deps, next);
  seeOther(ctx, `/interaction/${signIn.uid}/${next.step}`);
}

/** As the page comes up that says so: whoever reads it may never press its button. */
async function recordRefused(deps: WebDeps, next: View): Promise<void> {
  if (next.step === 'refused') await deps.operations.db.audit.record(refused(deps, next), next.signIn.now);
}

function refused(deps: WebDeps, { signIn, decision }: View): AuditEvent {
  return refusedSignIn(aboutPerson(deps.operations, signIn), clientIdOf(signIn), decision);
}

/** Sends the person back to the application without a sign-in. */
export async function cancel(deps: WebDeps, { ctx, view }: Visit): Promise<void> {
  const description =
    view.step === 'consent' ? 'the person did not allow it' : 'the person cancelled the sign-in';
  const denied = withError(view.interaction, 'access_denied', description);
  await store(deps, view, { interaction: denied, event: null });
  seeOther(ctx, view.interaction.returnTo);
}

/** Hands a refusal of the policy to the application: `unmet_authentication_requirements` or `access_denied`. */
export async function returnError(deps: WebDeps, { ctx, view }: Visit): Promise<void> {
  const isUnmet = view.decision?.step === 'unmet';
  const error = isUnmet ? 'unmet_authentication_requirements' : 'access_denied';
  const description = isUnmet ? 'the requested level cannot be reached' : 'the sign-in is not allowed here';
  // That the policy denies stands in the log since the page came up that says so.
  const event = isUnmet ? refused(deps, view) : null;
  const interaction = withError(view.interaction, error, description);
  await store(deps, view, { interaction, event });
  seeOther(ctx, view.interaction.returnTo);
}

/** Goes on with the session that is there: the library asks its next prompts of whoever is signed in. */
export async function keepAccount(deps: WebDeps, { ctx, view }: Visit): Promise<void> {
  await store(deps, view, { interaction: withSameAccount(view.interaction), event: null });
  seeOther(ctx, view.interaction.returnTo);
}

async function finish(deps: WebDeps, { ctx, view }: Visit): Promise<void> {
  const { signIn } = view;
  const session = draftSession(signIn);
  const interaction = (await needsNewSession(deps, view))
    ? await replaceSession(deps.records, deps.operations.db, view.interaction)
    : view.interaction;
  const about = aboutPerson(deps.operations, signIn);
  const event = { type: 'account.signed_in', ...about, detail: detailOf(view) } as const;
  const speaker = speakerOf(view);
  const email = signIn.person?.user.email ?? '';
  const isKnownDevice = knownDeviceId(ctx, deps.issuer, email) !== null;
  const end = { interaction: withSignIn(interaction, signIn, session), event, speaker, now: signIn.now };
  await finishSignIn(deps.operations.db, signIn, { ...end, isKnownDevice });
  rememberDevice(ctx, deps.issuer, { email, newId: randomUUID() });
  await renewDevice(deps, { ctx, view });
  seeOther(ctx, view.interaction.returnTo);
}

async function renewDevice(deps: WebDeps, { ctx, view }: Visit): Promise<void> {
  const { signIn, decision } = view;
  const { now } = signIn;
  const memberships = signIn.person?.memberships ?? [];
  const input = {
    memberships: memberships.map((each) => membershipFacts(each, deps.operations.plans, now)),
    suppressed: decision?.step === 'continue' ? decision.suppressed : [],
  };
  const device = await renewRememberedDevice(deps.operations, signIn, input);
  if (device !== null) keepRememberedDevice(ctx, deps.issuer, { ...device, now });
}

function detailOf({ signIn }: View): EventDetails['account.signed_in'] {
  return { client: clientIdOf(signIn), stepUp: signIn.progress.stepUpOf !== null };
}

function clientIdOf({ client }: SignIn): string | null {
  return client?.client.clientId ?? null;
}

/** Another account, or the same one after everything of it was revoked, never continues an old session. */
async function needsNewSession(deps: WebDeps, { interaction, signIn }: View): Promise<boolean> {
  const { session } = interaction;
  if (session === undefined || signIn.progress.stepUpOf !== null) return false;
  if (session.accountId !== signIn.progress.userId) return true;
  const person = await deps.operations.db.people.byId(session.accountId ?? '', session.uid);
  return person?.session?.userEpoch !== signIn.progress.userEpoch;
}

/** Null where the person has signed in in that language before. */
function speakerOf({ signIn: { person }, language }: View): Speaker | null {
  return person === null || person.user.language === language ? null : { userId: person.user.id, language };
}

/** How an interaction ends. */
interface Ending {
  readonly interaction: Readonly<Record<string, unknown>>;
  /** Null: nothing to record. */
  readonly event: AuditEvent | null;
}

async function store(
  deps: WebDeps,
  { signIn: { uid, version, now } }: View,
  { interaction, ...ending }: Ending,
): Promise<void> {
  const isFirst = await deps.operations.db.signIns.finish({ uid, version }, { interaction, ...ending, now });
  if (!isFirst) throw new Refusal('interaction_expired', { reason: 'another request finished this sign-in' });
}

/** A code is mailed as the mailbox page comes up; when the mail server fails, the page offers to send it again. */
export async function withFirstMail(
  deps: WebDeps,
  { signIn }: Pick<View, 'signIn'>,
): Promise<SignInProgress> {
  if (signIn.progress.mailbox !== null) return signIn.progress;
  try {
    return await sendMailboxCode(deps.operations, signIn);
  } catch (error) {
    if (error instanceof Refusal && error.code !== 'storage_unavailable') return signIn.progress;
    throw error;
  }
}
