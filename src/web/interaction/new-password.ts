import { minimumPasswordLength } from '../../passwords/password-rules.ts';
import { replacePassword } from '../../sign-in/replace-password.ts';
import type { WebDeps } from '../context.ts';
import type { NewPasswordPage, PageFrame } from '../pages/pages.ts';
import { advanceStored } from './advance.ts';
import { type Form, show, withForm } from './forms.ts';
import { frameOf } from './frame.ts';
import type { PageContext, View } from './view.ts';

export function showNewPassword(deps: WebDeps, ctx: PageContext, view: View): void {
  show(deps, ctx, page(frameOf(view, null)));
}

export async function submitNewPassword(
  deps: WebDeps,
  ctx: PageContext,
  view: View,
  form: Form,
): Promise<void> {
  const settings = { form, fields: ['new_password'], draw: page } as const;
  await withForm(deps, ctx, view, settings, async () => {
    await advanceStored(
      deps,
      ctx,
      view,
      await replacePassword(deps.signIn, view.signIn, form.new_password ?? '', view.now),
    );
  });
}

function page(frame: PageFrame): NewPasswordPage {
  return { ...frame, page: 'new-password', minimumLength: minimumPasswordLength };
}
