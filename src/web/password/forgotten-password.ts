import { requestReset } from '../../passwords/request-reset.ts';
import { forgottenPath } from '../../passwords/reset-link.ts';
import type { Form } from '../forms/form.ts';
import type { WebDeps } from '../http/context.ts';
import { seeOther } from '../http/see-other.ts';
import { bareFrame, languageOf } from '../pages/bare-frame.ts';
import { drawPage } from '../pages/draw-page.ts';
import { type FilledPage, filled } from '../pages/page.ts';
import type { PageFrame } from '../pages/page-frame.ts';
import type { RouteContext, RoutedPage } from '../pages/page-routes.ts';
import { sentPath } from '../pages/paths.ts';
import { withPasswordForm } from './password-form.ts';

export interface ForgottenPasswordModel extends PageFrame {
  /** As typed; empty when nothing was. */
  readonly email: string;
}

/** Asks for the e-mail of an account whose password is not known. */
export const forgottenPasswordPage: RoutedPage<ForgottenPasswordModel> = {
  area: 'password',
  name: 'forgotten-password',
  path: forgottenPath,
  actions: ['continue'],
  show: (deps, ctx) => drawPage(deps, ctx, page(bareFrame(ctx), '')),
  submit,
};

/** Says the same whoever it is for, and does the same until the answer is out. */
async function submit(deps: WebDeps, ctx: RouteContext, form: Form): Promise<void> {
  const draw = (frame: PageFrame) => page(frame, form.email ?? '');
  const work = async (email: string) => {
    const { sourceAddress } = ctx.state;
    const request = { email, sourceAddress, language: languageOf(ctx) };
    await requestReset(deps.operations.db, request, deps.runtime.clock());
    seeOther(ctx, sentPath);
  };
  await withPasswordForm(deps, ctx, { form, field: 'email', draw, work });
}

function page(frame: PageFrame, email: string): FilledPage {
  return filled(forgottenPasswordPage, { ...frame, email });
}
