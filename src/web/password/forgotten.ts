import { requestReset } from '../../passwords/request-reset.ts';
import type { WebDeps } from '../context.ts';
import { formOf } from '../forms/form.ts';
import { seeOther } from '../interaction/advance.ts';
import { drawPage } from '../pages/draw-page.ts';
import { bareFrame } from '../pages/errors.ts';
import type { PageFrame } from '../pages/pages.ts';
import { forgottenPath, sentPath } from '../pages/paths.ts';
import type { ForgottenPasswordPage } from './models.ts';
import { type PasswordContext, withPasswordForm } from './pages.ts';

export function showForgotten(deps: WebDeps, ctx: PasswordContext): void {
  drawPage(deps, ctx, page(bareFrame(ctx), ''));
}

/** Says the same whoever it is for, and does the same until the answer is out. */
export async function submitForgotten(deps: WebDeps, ctx: PasswordContext): Promise<void> {
  const draw = (frame: PageFrame) => page(frame, formOf(ctx).email ?? '');
  const work = async (email: string) => {
    const { sourceAddress } = ctx.state;
    const request = { email, sourceAddress, language: ctx.get('accept-language') };
    await requestReset(deps.operations.db, request, deps.runtime.clock());
    seeOther(ctx, sentPath);
  };
  await withPasswordForm(deps, ctx, { field: 'email', draw, work });
}

export function showSent(deps: WebDeps, ctx: PasswordContext): void {
  drawPage(deps, ctx, { ...bareFrame(ctx), page: 'reset-link-sent', againPath: forgottenPath });
}

function page(frame: PageFrame, email: string): ForgottenPasswordPage {
  return { ...frame, page: 'forgotten-password', email };
}
