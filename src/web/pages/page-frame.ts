import type { BrandQuestion } from '../../organizations/profile/choose-brand.ts';
import type { RefusalCode, RefusalDetail } from '../../refusal/refusal.ts';
import type { Language } from '../words/language.ts';
import type { Why } from '../words/reasons.ts';
import type { AreaView } from './area-view.ts';

/** What every page has. */
export interface PageFrame {
  readonly language: Language;
  /** Path and query where this page, or the step it belongs to, is read; null for one that is drawn once. */
  readonly here: string | null;
  /** The application that the person is signing in to; null where there is none. */
  readonly clientName: string | null;
  /** Offers `action=cancel`, which sends the person back to the application without a sign-in. */
  readonly cancelable: boolean;
  /** E-mail of the person whose sign-in this is; null while nobody is known. */
  readonly signedInAs: string | null;
  /** Why the form is shown again, or null. */
  readonly problem: Problem | null;
  /** Why this step is asked for. */
  readonly why: readonly Why[];
  /** Which page of how many this is, where that is known; default null. */
  readonly stepCount?: { readonly number: number; readonly of: number } | null;
  /** Whose brand it is drawn in; default the installation's. */
  readonly brand?: BrandQuestion;
  /** What stands around a page of those who are signed in; other pages have none. */
  readonly area?: AreaView;
}

export type FieldName =
  | 'email'
  | 'password'
  | 'code'
  | 'assertion'
  | 'kept'
  | 'name'
  | 'new_password'
  | 'user_code';

/** A refusal shown on a form; `field` is the one to correct, null when it is none of them. */
export interface Problem {
  readonly code: RefusalCode;
  readonly field: string | null;
  readonly detail: RefusalDetail;
}
