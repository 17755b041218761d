import { forgottenPath } from '../../passwords/reset-link.ts';
import { findReset, type PendingReset, resetPassword } from '../../passwords/reset-password.ts';
import { Refusal, type RefusalCode } from '../../refusal/refusal.ts';
import type { Form } from '../forms/form.ts';
import {
  nothingTyped,
  passwordActions,
  passwordToLookAt,
  type TypedPassword,
} from '../forms/typed-password.ts';
import type { WebDeps } from '../http/context.ts';
import { seeOther } from '../http/see-other.ts';
import { newPasswordPage } from '../interaction/new-password.ts';
import { bareFrame, languageOf } from '../pages/bare-frame.ts';
import { drawPage } from '../pages/draw-page.ts';
import { type FilledPage, filled } from '../pages/page.ts';
import type { PageFrame } from '../pages/page-frame.ts';
import type { PageRoute, RouteContext } from '../pages/page-routes.ts';
import { savedPath } from '../pages/paths.ts';
import { withPasswordForm } from './password-form.ts';
import { resetLinkExpiredPage } from './reset-link-expired.ts';

/** A link to a new password; it is chosen on the page that a sign-in has for it as well. */
export const resetRoute: PageRoute = {
  path: '/password/reset/:token',
  actions: passwordActions,
  show,
  submit,
};

/** Opening the link changes nothing: mail scanners open it too. */
async function show(deps: WebDeps, ctx: RouteContext): Promise<void> {
  await withLink(deps, ctx, async () => {
    const pending = await findReset(deps.operations, tokenOf(ctx), deps.runtime.clock());
    await drawPage(deps, ctx, page(bareFrame(ctx), pending, nothingTyped));
  });
}

async function submit(deps: WebDeps, ctx: RouteContext, form: Form): Promise<void> {
  await withLink(deps, ctx, async () => {
    const now = deps.runtime.clock();
    const pending = await findReset(deps.operations, tokenOf(ctx), now);
    const typed = passwordToLookAt(form, form.new_password ?? '');
    if (typed !== null) return drawPage(deps, ctx, page(bareFrame(ctx), pending, typed));
    const draw = (frame: PageFrame) => page(frame, pending, nothingTyped);
    const work = async (password: string) => {
      const { sourceAddress } = ctx.state;
      const chosen = { password, sourceAddress, language: languageOf(ctx), now };
      await resetPassword(deps.operations, pending, chosen);
      seeOther(ctx, savedPath);
    };
    await withPasswordForm(deps, ctx, { form, field: 'new_password', draw, work });
  });
}

function tokenOf({ params }: RouteContext): string {
  return params.token ?? '';
}

const gone: ReadonlySet<RefusalCode> = new Set(['link_ended', 'not_found']);

/** A link that does not work any more leads to a new one. */
async function withLink(deps: WebDeps, ctx: RouteContext, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Refusal) || !gone.has(error.code)) throw error;
    const { ending = null } = error.detail;
    const model = { ...bareFrame(ctx), ending, againPath: forgottenPath };
    await drawPage(deps, ctx, filled(resetLinkExpiredPage, model));
    ctx.status = 410;
  }
}

function page(frame: PageFrame, { person, minimumLength }: PendingReset, typed: TypedPassword): FilledPage {
  return filled(newPasswordPage, { ...frame, signedInAs: person.user.email, minimumLength, typed });
}
