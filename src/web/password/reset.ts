import { findReset, type PendingReset, resetPassword } from '../../passwords/reset-password.ts';
import { Refusal } from '../../refusal/refusal.ts';
import type { WebDeps } from '../context.ts';
import { seeOther } from '../interaction/advance.ts';
import { drawPage } from '../pages/draw-page.ts';
import { bareFrame } from '../pages/errors.ts';
import type { NewPasswordPage, PageFrame } from '../pages/pages.ts';
import { accountPath, forgottenPath, savedPath } from '../pages/paths.ts';
import { type PasswordContext, withPasswordForm } from './pages.ts';

/** Opening the link changes nothing: mail scanners open it too. */
export async function showReset(deps: WebDeps, ctx: PasswordContext, token: string): Promise<void> {
  await withLink(deps, ctx, async () => {
    const pending = await findReset(deps.operations, token, deps.runtime.clock());
    drawPage(deps, ctx, page(bareFrame(ctx), pending));
  });
}

export async function submitReset(deps: WebDeps, ctx: PasswordContext, token: string): Promise<void> {
  await withLink(deps, ctx, async () => {
    const now = deps.runtime.clock();
    const pending = await findReset(deps.operations, token, now);
    const draw = (frame: PageFrame) => page(frame, pending);
    const work = async (password: string) => {
      const { sourceAddress } = ctx.state;
      const chosen = { password, sourceAddress, language: ctx.get('accept-language'), now };
      await resetPassword(deps.operations, pending, chosen);
      seeOther(ctx, savedPath);
    };
    await withPasswordForm(deps, ctx, { field: 'new_password', draw, work });
  });
}

export function showSaved(deps: WebDeps, ctx: PasswordContext): void {
  drawPage(deps, ctx, { ...bareFrame(ctx), page: 'password-saved', accountPath });
}

/** A link that does not work any more leads to a new one. */
async function withLink(deps: WebDeps, ctx: PasswordContext, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'not_found') throw error;
    drawPage(deps, ctx, { ...bareFrame(ctx), page: 'reset-link-expired', againPath: forgottenPath });
    ctx.status = 410;
  }
}

function page(frame: PageFrame, { person, minimumLength }: PendingReset): NewPasswordPage {
  return { ...frame, page: 'new-password', signedInAs: person.user.email, minimumLength };
}
