import { minimumPasswordLength } from '../../passwords/password-rules.ts';
import { replacePassword } from '../../sign-in/replace-password.ts';
import type { Form } from '../forms/form.ts';
import type { WebDeps } from '../http/context.ts';
import { drawPage } from '../pages/draw-page.ts';
import { type FilledPage, filled } from '../pages/page.ts';
import type { PageFrame } from '../pages/page-frame.ts';
import { advanceStored } from './advance.ts';
import { withForm } from './forms.ts';
import { frameOf } from './frame.ts';
import type { InteractionPage } from './page.ts';
import type { Visit } from './view.ts';

export interface NewPasswordModel extends PageFrame {
  /** In characters. */
  readonly minimumLength: number;
}

/** Replaces a password. */
export const newPasswordPage: InteractionPage<NewPasswordModel> = {
  area: 'interaction',
  name: 'new-password',
  actions: ['continue'],
  show,
  submit,
};

function show(deps: WebDeps, { ctx, view }: Visit): void {
  drawPage(deps, ctx, page(frameOf(view, null)));
}

async function submit(deps: WebDeps, visit: Visit, form: Form): Promise<void> {
  const work = async () => {
    const signIn = await replacePassword(deps.operations, visit.view.signIn, form.new_password ?? '');
    await advanceStored(deps, visit, signIn);
  };
  await withForm(deps, visit, { form, fields: ['new_password'], draw: page, work });
}

function page(frame: PageFrame): FilledPage {
  return filled(newPasswordPage, { ...frame, minimumLength: minimumPasswordLength });
}
