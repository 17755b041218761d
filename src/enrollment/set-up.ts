import type { Deed } from '../audit/deed.ts';
import type { Person } from '../people/person.ts';

/** A factor that is being set up, in a sign-in or by somebody who is signed in: the same rules for both. */
export interface SetUp extends Deed {
  /** What a mailed code is good for, and nothing else: the sign-in, or the set-up that was begun. */
  readonly id: string;
  readonly person: Person;
  /** The mail that brings the code: it says where to type it. */
  readonly mail: 'mailbox-code' | 'enrollment-code';
  /** For mails. */
  readonly language: string;
}
