import { hashLinkToken } from '../../links/one-time-links.ts';
import { findValidInvitation } from '../../organizations/joining/joining.ts';
import { signUpInvited } from '../../organizations/joining/sign-up.ts';
import { Refusal } from '../../refusal/refusal.ts';
import type { WebDeps } from '../context.ts';
import { type Form, formOf } from '../forms/form.ts';
import { runForm } from '../forms/run-form.ts';
import type { FieldName } from '../pages/page-frame.ts';
import { type JoinContext, showJoin, stateOf } from './join-page.ts';
import { sendToSignIn } from './send-to-sign-in.ts';

/** `GET /invitations/:token`: who invites, and as what. Looking changes nothing: mail scanners look too. */
export async function showInvitation(deps: WebDeps, ctx: JoinContext, token: string): Promise<void> {
  const { clock } = deps.runtime;
  const { db } = deps.operations;
  const standing = await findValidInvitation(db, hashLinkToken(token), clock());
  showJoin(deps, ctx, { standing, state: await stateOf(deps, standing) });
}

/** `POST /invitations/:token`: on to the sign-in, after an account was made where there is none. */
export async function submitInvitation(deps: WebDeps, ctx: JoinContext, token: string): Promise<void> {
  const form = formOf(ctx);
  if (form.action !== undefined && form.action !== 'continue') throw new Refusal('invalid_request');
  const tokenHash = hashLinkToken(token);
  const standing = await findValidInvitation(deps.operations.db, tokenHash, deps.runtime.clock());
  const { email } = standing.invitation;
  if ((await stateOf(deps, standing)) === 'sign_in') {
    return sendToSignIn(deps, ctx, { tokenHash, email, account: 'any' });
  }
  if (await signUp(deps, ctx, { tokenHash, form }))
    sendToSignIn(deps, ctx, { tokenHash, email, account: 'named' });
}

/** @returns whether there is an account now */
function signUp(
  deps: WebDeps,
  ctx: JoinContext,
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
