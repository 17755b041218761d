import { randomUUID } from 'node:crypto';
import type { Person } from '../../accounts/person.ts';
import type { AuditStore } from '../../audit/store.ts';
import { replaceSession, withError, withSignIn } from '../../provider/interaction.ts';
import { Refusal } from '../../refusal.ts';
import { actorOf, type SignIn, sessionInTheMaking } from '../../sign-in/context.ts';
import type { SignInProgress } from '../../sign-in/progress.ts';
import { sendMailboxCode } from '../../sign-in/prove-mailbox.ts';
import type { WebDeps } from '../context.ts';
import { rememberDevice } from '../known-device.ts';
import { type PageContext, type View, viewOf } from './view.ts';

/** Stores what a step has proven and redirects to the page that is due now, or back to the application. */
export async function goOn(
  deps: WebDeps,
  ctx: PageContext,
  view: View,
  change: { readonly progress: SignInProgress; readonly person?: Person | null },
): Promise<void> {
  const person = change.person === undefined ? view.signIn.person : change.person;
  const next = await viewOf(deps, { ...view, signIn: { ...view.signIn, progress: change.progress, person } });
  if (next.step === 'finish') return finish(deps, ctx, next);
  if (next.step === 'unmet') return handBack(deps, ctx, next);
  const progress = next.step === 'mailbox' ? await withFirstMail(deps, next) : next.signIn.progress;
  await save(deps, next.signIn, progress);
  seeOther(ctx, `/interaction/${view.signIn.uid}/${next.step}`);
}

/** Continues after something that has stored its progress itself. */
export async function goOnStored(deps: WebDeps, ctx: PageContext, view: View, signIn: SignIn): Promise<void> {
  const person = await deps.signIn.db.people.byId(signIn.progress.userId ?? '', null);
  const next = await viewOf(deps, { ...view, signIn: { ...signIn, person } });
  if (next.step === 'finish') return finish(deps, ctx, next);
  if (next.step === 'unmet') return handBack(deps, ctx, next);
  seeOther(ctx, `/interaction/${signIn.uid}/${next.step}`);
}

/** @throws Refusal `interaction_expired` when another request went on with this sign-in. */
export async function save(deps: WebDeps, signIn: SignIn, progress: SignInProgress): Promise<void> {
  const isSaved = await deps.signIn.db.signIns.saveProgress(signIn.uid, signIn.version, progress);
  if (!isSaved)
    throw new Refusal('interaction_expired', { reason: 'another request went on with this sign-in' });
}

/** Sends the person back to the application without a sign-in. */
export async function cancel(deps: WebDeps, ctx: PageContext, view: View): Promise<void> {
  const refused = withError(view.interaction, 'access_denied', 'the person cancelled the sign-in');
  await store(deps, view, refused, async () => undefined);
  seeOther(ctx, view.interaction.returnTo);
}

/** Hands a refusal of the policy to the application: `unmet_authentication_requirements` or `access_denied`. */
export async function handBack(deps: WebDeps, ctx: PageContext, view: View): Promise<void> {
  const isUnmet = view.decision?.step === 'unmet';
  const error = isUnmet ? 'unmet_authentication_requirements' : 'access_denied';
  const description = isUnmet ? 'the requested level cannot be reached' : 'the sign-in is not allowed here';
  await store(deps, view, withError(view.interaction, error, description), async () => undefined);
  seeOther(ctx, view.interaction.returnTo);
}

async function finish(deps: WebDeps, ctx: PageContext, view: View): Promise<void> {
  const { signIn } = view;
  const session = sessionInTheMaking(signIn, view.now);
  const interaction = (await needsNewSession(deps, view))
    ? await replaceSession(deps.records, view.interaction)
    : view.interaction;
  const userId = signIn.progress.userId ?? '';
  await store(deps, view, withSignIn(interaction, signIn, session), (audit) =>
    audit.record(
      { type: 'account.signed_in', actor: actorOf(signIn), userId, detail: detailOf(view) },
      view.now,
    ),
  );
  rememberDevice(ctx, deps.issuer, signIn.person?.user.email ?? '', randomUUID());
  seeOther(ctx, view.interaction.returnTo);
}

function detailOf({ entry, signIn }: View): Record<string, unknown> {
  return { client: entry?.client.clientId ?? null, stepUp: signIn.progress.stepUpOf !== null };
}

/** Another account, or the same one after everything of it was revoked, never continues an old session. */
async function needsNewSession(deps: WebDeps, { interaction, signIn }: View): Promise<boolean> {
  const { session } = interaction;
  if (session === undefined || signIn.progress.stepUpOf !== null) return false;
  if (session.accountId !== signIn.progress.userId) return true;
  const person = await deps.signIn.db.people.byId(session.accountId ?? '', session.uid);
  return person?.session?.userEpoch !== signIn.progress.userEpoch;
}

async function store(
  deps: WebDeps,
  { signIn }: View,
  interaction: Readonly<Record<string, unknown>>,
  record: (audit: AuditStore) => Promise<void>,
): Promise<void> {
  await deps.signIn.db.transaction(async (stores) => {
    const isFirst = await stores.signIns.finish(signIn.uid, signIn.version, interaction);
    if (!isFirst)
      throw new Refusal('interaction_expired', { reason: 'another request finished this sign-in' });
    await record(stores.audit);
  });
}

/** A code is mailed as the mailbox page comes up; when the mail server fails, the page offers to send it again. */
async function withFirstMail(deps: WebDeps, { signIn, now }: View): Promise<SignInProgress> {
  if (signIn.progress.mailbox !== null) return signIn.progress;
  try {
    return await sendMailboxCode(deps.signIn, signIn, now);
  } catch (error) {
    if (error instanceof Refusal) return signIn.progress;
    throw error;
  }
}

function seeOther(ctx: PageContext, location: string): void {
  ctx.status = 303;
  ctx.redirect(location);
}
