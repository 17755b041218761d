import type { Page } from '../pages/page.ts';
import type { PageFrame } from '../pages/page-frame.ts';
import type { ProviderForm } from './provider-form.ts';

/** The provider's form is `op.logoutForm`. */
export interface LogoutConfirmModel extends PageFrame {
  readonly form: ProviderForm;
}

/** Asks before a sign-out. */
export const logoutConfirmPage: Page<LogoutConfirmModel> = { area: 'provider', name: 'logout-confirm' };
