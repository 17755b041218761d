import { minimumPasswordLength } from '../../passwords/password-rules.ts';
import { replacePassword } from '../../sign-in/replace-password.ts';
import type { Form } from '../forms/form.ts';
import {
  nothingTyped,
  passwordActions,
  passwordToLookAt,
  type TypedPassword,
} from '../forms/typed-password.ts';
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
  readonly typed: TypedPassword;
}

/** Replaces a password. */
export const newPasswordPage: InteractionPage<NewPasswordModel> = {
  area: 'interaction',
  name: 'new-password',
  actions: passwordActions,
  show,
  submit,
};

async function show(deps: WebDeps, { ctx, view }: Visit): Promise<void> {
  await drawPage(deps, ctx, page(frameOf(view, null), nothingTyped));
}

async function submit(deps: WebDeps, visit: Visit, form: Form): Promise<void> {
  const { new_password: password = '' } = form;
  const typed = passwordToLookAt(form, password);
  if (typed !== null) return drawPage(deps, visit.ctx, page(frameOf(visit.view, null), typed));
  const work = async () => {
    const signIn = await replacePassword(deps.operations, visit.view.signIn, password);
    await advanceStored(deps, visit, signIn);
  };
  const draw = (frame: PageFrame) => page(frame, nothingTyped);
  await withForm(deps, visit, { form, fields: ['new_password'], draw, work });
}

function page(frame: PageFrame, typed: TypedPassword): FilledPage {
  return filled(newPasswordPage, { ...frame, typed, minimumLength: minimumPasswordLength });
}
