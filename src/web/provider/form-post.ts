import type { Page } from '../pages/page.ts';
import type { PageFrame } from '../pages/page-frame.ts';
import type { SelfSendingForm } from './provider-form.ts';

/** The form's action is an address that the application has registered; all of it reaches the application. */
export interface FormPostModel extends PageFrame {
  readonly clientName: string;
  readonly form: SelfSendingForm;
}

/**
 * Carries an answer to an application that wants it posted. A script sends the form off, and a button does without one.
 * @see OAuth 2.0 Form Post Response Mode
 */
export const formPostPage: Page<FormPostModel> = { area: 'provider', name: 'form-post' };
