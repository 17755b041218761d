import { provePassword } from '../../sign-in/prove-password.ts';
import type { WebDeps } from '../context.ts';
import { knownDeviceId } from '../devices/known-device.ts';
import type { Form } from '../forms/form.ts';
import { drawPage } from '../pages/draw-page.ts';
import type { PageFrame, PasswordPage } from '../pages/pages.ts';
import { forgottenPath } from '../pages/paths.ts';
import { advance } from './advance.ts';
import { withForm } from './forms.ts';
import { frameOf } from './frame.ts';
import type { Visit } from './view.ts';

export function showPassword(deps: WebDeps, { ctx, view }: Visit): void {
  const hint = view.interaction.params.login_hint;
  drawPage(deps, ctx, page(frameOf(view, null), typeof hint === 'string' ? hint : ''));
}

export async function submitPassword(deps: WebDeps, visit: Visit, form: Form): Promise<void> {
  const { email = '', password = '' } = form;
  const draw = (frame: PageFrame) => page(frame, email);
  const work = async () => {
    const input = { email, password, knownDeviceId: knownDeviceId(visit.ctx, deps.issuer, email) };
    const proven = await provePassword(deps.operations, visit.view.signIn, input);
    await advance(deps, visit, proven);
  };
  await withForm(deps, visit, { form, fields: ['email', 'password'], draw, work });
}

function page(frame: PageFrame, email: string): PasswordPage {
  return { ...frame, page: 'password', email, forgottenPasswordPath: forgottenPath };
}
