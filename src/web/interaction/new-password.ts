import { minimumPasswordLength } from '../../passwords/password-rules.ts';
import { replacePassword } from '../../sign-in/replace-password.ts';
import type { WebDeps } from '../context.ts';
import type { Form } from '../forms/form.ts';
import { drawPage } from '../pages/draw-page.ts';
import type { NewPasswordPage, PageFrame } from '../pages/pages.ts';
import { advanceStored } from './advance.ts';
import { withForm } from './forms.ts';
import { frameOf } from './frame.ts';
import type { Visit } from './view.ts';

export function showNewPassword(deps: WebDeps, { ctx, view }: Visit): void {
  drawPage(deps, ctx, page(frameOf(view, null)));
}

export async function submitNewPassword(deps: WebDeps, visit: Visit, form: Form): Promise<void> {
  const work = async () => {
    const signIn = await replacePassword(deps.operations, visit.view.signIn, form.new_password ?? '');
    await advanceStored(deps, visit, signIn);
  };
  await withForm(deps, visit, { form, fields: ['new_password'], draw: page, work });
}

function page(frame: PageFrame): NewPasswordPage {
  return { ...frame, page: 'new-password', minimumLength: minimumPasswordLength };
}
