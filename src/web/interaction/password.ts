import { forgottenPath } from '../../passwords/reset-link.ts';
import { provePassword } from '../../sign-in/prove-password.ts';
import { knownDeviceId } from '../devices/known-device.ts';
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
import { advance } from './advance.ts';
import { withForm } from './forms.ts';
import { frameOf } from './frame.ts';
import type { InteractionPage } from './page.ts';
import type { Visit } from './view.ts';

export interface PasswordModel extends PageFrame {
  /** What was typed before, or a login hint; empty when neither. */
  readonly email: string;
  readonly typed: TypedPassword;
  /** Where a new password can be asked for; null where that is not offered. */
  readonly forgottenPasswordPath: `/${string}` | null;
}

/** First factor. */
export const passwordPage: InteractionPage<PasswordModel> = {
  area: 'interaction',
  name: 'password',
  actions: passwordActions,
  show,
  submit,
  admit: ({ operations }, work) => operations.hasher.admit(work),
};

async function show(deps: WebDeps, { ctx, view }: Visit): Promise<void> {
  const hint = view.interaction.params.login_hint;
  await drawPage(deps, ctx, page(frameOf(view, null), { email: typeof hint === 'string' ? hint : '' }));
}

async function submit(deps: WebDeps, visit: Visit, form: Form): Promise<void> {
  const { email = '', password = '' } = form;
  const typed = passwordToLookAt(form, password);
  if (typed !== null) return drawPage(deps, visit.ctx, page(frameOf(visit.view, null), { email, typed }));
  const draw = (frame: PageFrame) => page(frame, { email });
  const work = async () => {
    const input = { email, password, knownDeviceId: knownDeviceId(visit.ctx, deps.issuer, email) };
    const proven = await provePassword(deps.operations, visit.view.signIn, input);
    await advance(deps, visit, proven);
  };
  await withForm(deps, visit, { form, fields: ['email', 'password'], draw, work });
}

function page(
  frame: PageFrame,
  { email, typed = nothingTyped }: { readonly email: string; readonly typed?: TypedPassword },
): FilledPage {
  return filled(passwordPage, { ...frame, email, typed, forgottenPasswordPath: forgottenPath });
}
