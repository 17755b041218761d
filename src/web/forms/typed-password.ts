import type { Form } from './form.ts';

/** What stands in the field of a password as a page is drawn. */
export interface TypedPassword {
  /** As it was typed, where its person asked to see or to hide it; else empty: a refused form keeps no secret. */
  readonly value: string;
  readonly isReadable: boolean;
}

export const nothingTyped: TypedPassword = { value: '', isReadable: false };

/** What the buttons beside a password say; they work without a script. */
export const passwordActions = ['continue', 'show', 'hide'] as const;

/** Null where the form is to be done. */
export function passwordToLookAt({ action }: Form, value: string): TypedPassword | null {
  return action === 'show' || action === 'hide' ? { value, isReadable: action === 'show' } : null;
}
