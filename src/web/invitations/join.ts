import { hashLinkToken } from '../../links/one-time-links.ts';
import { findValidInvitation, isInvited, type ValidInvitation } from '../../organizations/joining/joining.ts';
import { signUpInvited } from '../../organizations/joining/sign-up.ts';
import { minimumPasswordLength } from '../../passwords/password-rules.ts';
import type { Instant, Role } from '../../policy/facts.ts';
import type { Refusal } from '../../refusal/refusal.ts';
import type { Form } from '../forms/form.ts';
import { runForm } from '../forms/run-form.ts';
import type { WebDeps } from '../http/context.ts';
import { bareFrame } from '../pages/bare-frame.ts';
import { drawPage } from '../pages/draw-page.ts';
import { filled } from '../pages/page.ts';
import type { FieldName, PageFrame } from '../pages/page-frame.ts';
import type { RouteContext, RoutedPage } from '../pages/page-routes.ts';
import { signedInPerson } from '../signed-in/signed-in-person.ts';
import { wordsAndStatus } from '../words/refusals.ts';
import { goToSignIn } from './go-to-sign-in.ts';

export interface JoinModel extends PageFrame {
  /**
   * `sign_up`: nobody has an account with this address, so it is made here; `sign_in`: somebody has; `join`: that one is
   * signed in; `another`: another person is; `prove`: signed in, but more is to be proven first, which `why` tells.
   */
  readonly state: 'sign_up' | 'sign_in' | 'join' | 'another' | 'prove';
  readonly organization: string;
  readonly role: Role;
  /** The address that is invited. */
  readonly email: string;
  readonly expiresAt: Instant;
  readonly timeZone: string;
  /** As typed; empty when nothing was. */
  readonly name: string;
  /** Of a new password, in characters. */
  readonly minimumLength: number;
}

/** An invitation. `prove` comes up at the address of callback.ts alone. */
export const joinPage: RoutedPage<JoinModel> = {
  area: 'invitations',
  name: 'join',
  path: '/invitations/:token',
  actions: ['continue', 'switch'],
  show,
  submit,
};

/** Who invites, and as what. Looking changes nothing: mail scanners look too. */
async function show(deps: WebDeps, ctx: RouteContext): Promise<void> {
  const { db } = deps.operations;
  await showInvitation(deps, ctx, await findValidInvitation(db, tokenHashOf(ctx), deps.runtime.clock()));
}

/** The invitation as whoever is before it finds it: somebody else may be signed in in this browser. */
export async function showInvitation(
  deps: WebDeps,
  ctx: RouteContext,
  standing: ValidInvitation,
): Promise<void> {
  const state = await stateOf(deps, standing);
  const person = state === 'sign_up' ? null : await signedInPerson(deps, ctx);
  if (person === null) return showJoin(deps, ctx, { standing, state });
  const { email: signedInAs } = person.user;
  await showJoin(deps, ctx, {
    standing,
    state: isInvited(standing, person) ? 'join' : 'another',
    signedInAs,
  });
}

/** On to the sign-in, after an account was made where there is none. */
async function submit(deps: WebDeps, ctx: RouteContext, form: Form): Promise<void> {
  const tokenHash = tokenHashOf(ctx);
  const standing = await findValidInvitation(deps.operations.db, tokenHash, deps.runtime.clock());
  const { email } = standing.invitation;
  if ((await stateOf(deps, standing)) === 'sign_in')
    return goToSignIn(deps, ctx, { tokenHash, email, account: accountOf(form) });
  if (await signUp(deps, ctx, { tokenHash, form }))
    goToSignIn(deps, ctx, { tokenHash, email, account: 'named' });
}

/** Whose sign-in a button leads to. */
export function accountOf({ action }: Form): 'any' | 'named' {
  return action === 'switch' ? 'named' : 'any';
}

function tokenHashOf({ params }: RouteContext): Buffer {
  return hashLinkToken(params.token ?? '');
}

/** @returns whether there is an account now */
function signUp(
  deps: WebDeps,
  ctx: RouteContext,
  { tokenHash, form }: { readonly tokenHash: Buffer; readonly form: Form },
): Promise<boolean> {
  const { name = '', new_password: password = '' } = form;
  const { sourceAddress } = ctx.state;
  const now = deps.runtime.clock();
  return runForm(ctx, {
    form,
    fields: [],
    isFinal: (code) => !(code in correctable),
    fieldOf: (code) => correctable[code] ?? null,
    async draw(problem) {
      const standing = await findValidInvitation(deps.operations.db, tokenHash, now);
      await showJoin(deps, ctx, { standing, state: await stateOf(deps, standing), name, problem });
    },
    async work() {
      await signUpInvited(deps.operations, { tokenHash, name, password, sourceAddress }, now);
    },
  });
}

/** What differs from one showing of the page to the next. */
interface JoinShowing extends Partial<Pick<PageFrame, 'problem' | 'signedInAs' | 'why'>> {
  readonly standing: ValidInvitation;
  readonly state: JoinModel['state'];
  /** As typed; default empty. */
  readonly name?: string;
}

/** Draws the page of an invitation; with a problem it has the status of that refusal. */
export async function showJoin(
  deps: WebDeps,
  ctx: RouteContext,
  { standing, name = '', ...showing }: JoinShowing,
): Promise<void> {
  const { invitation, organization } = standing;
  const model = {
    ...bareFrame(ctx),
    ...showing,
    name,
    organization: organization.name,
    role: invitation.role,
    email: invitation.email,
    expiresAt: invitation.expiresAt.getTime(),
    timeZone: organization.timeZone,
    minimumLength: minimumPasswordLength,
  };
  await drawPage(deps, ctx, filled(joinPage, model));
  if (showing.problem != null) ctx.status = wordsAndStatus[showing.problem.code].status;
}

/** Whoever is invited has an account, or is to make one. */
async function stateOf(
  { operations }: WebDeps,
  { invitation }: ValidInvitation,
): Promise<'sign_in' | 'sign_up'> {
  return (await operations.db.people.byEmail(invitation.email)) === null ? 'sign_up' : 'sign_in';
}

/** The field to correct, null for none. */
const correctable: Readonly<Partial<Record<Refusal['code'], FieldName | null>>> = {
  email_taken: null,
  name_not_allowed: 'name',
  password_too_common: 'new_password',
  password_too_short: 'new_password',
  server_busy: null,
};
