import type { Page } from '../pages/page.ts';
import type { PageFrame } from '../pages/page-frame.ts';
import type { ProviderForm } from './provider-form.ts';

/** The form signs out whoever is signed in, and the browser comes back to the sign-in that is waiting. */
export interface OtherAccountModel extends PageFrame {
  readonly form: ProviderForm;
  /** E-mail of whoever is signed in, from another tab; null for somebody who is gone. */
  readonly other: string | null;
}

/** Somebody signs in where another person has signed in meanwhile: of the two one can stay. */
export const otherAccountPage: Page<OtherAccountModel> = { area: 'provider', name: 'other-account' };
