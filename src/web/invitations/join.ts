import { hashLinkToken } from '../../links/one-time-links.ts';
import { findValidInvitation } from '../../organizations/joining/joining.ts';
import { signUpInvited } from '../../organizations/joining/sign-up.ts';
import type { Instant, Role } from '../../policy/facts.ts';
import type { Refusal } from '../../refusal/refusal.ts';
import type { WebDeps } from '../context.ts';
import type { Form } from '../forms/form.ts';
import { runForm } from '../forms/run-form.ts';
import type { FieldName, PageFrame } from '../pages/page-frame.ts';
import type { RouteContext, RoutedPage } from '../pages/page-routes.ts';
import { sendToSignIn } from './send-to-sign-in.ts';
import { showJoin, stateOf } from './show-join.ts';

export interface JoinModel extends PageFrame {
  /**
   * `sign_up`: nobody has an account with this address, so it is made here; `sign_in`: somebody has; `another`: another
   * person is signed in; `prove`: signed in, but more is to be proven first, which `why` tells.
   */
  readonly state: 'sign_up' | 'sign_in' | 'another' | 'prove';
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

/** An invitation. `another` and `prove` come up, and are sent, at the address of callback.ts. */
export const joinPage: RoutedPage<JoinModel> = {
  area: 'invitations',
  name: 'join',
  path: '/invitations/:token',
  actions: ['continue'],
  show,
  submit,
};

/** Who invites, and as what. Looking changes nothing: mail scanners look too. */
async function show(deps: WebDeps, ctx: RouteContext): Promise<void> {
  const { clock } = deps.runtime;
  const { db } = deps.operations;
  const standing = await findValidInvitation(db, tokenHashOf(ctx), clock());
  showJoin(deps, ctx, { standing, state: await stateOf(deps, standing) });
}

/** On to the sign-in, after an account was made where there is none. */
async function submit(deps: WebDeps, ctx: RouteContext, form: Form): Promise<void> {
  const tokenHash = tokenHashOf(ctx);
  const standing = await findValidInvitation(deps.operations.db, tokenHash, deps.runtime.clock());
  const { email } = standing.invitation;
  if ((await stateOf(deps, standing)) === 'sign_in') {
    return sendToSignIn(deps, ctx, { tokenHash, email, account: 'any' });
  }
  if (await signUp(deps, ctx, { tokenHash, form }))
    sendToSignIn(deps, ctx, { tokenHash, email, account: 'named' });
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
      showJoin(deps, ctx, { standing, state: await stateOf(deps, standing), name, problem });
    },
    async work() {
      await signUpInvited(deps.operations, { tokenHash, name, password, sourceAddress }, now);
    },
  });
}

/** The field to correct, null for none. */
const correctable: Readonly<Partial<Record<Refusal['code'], FieldName | null>>> = {
  email_taken: null,
  password_too_common: 'new_password',
  password_too_short: 'new_password',
  server_busy: null,
};
