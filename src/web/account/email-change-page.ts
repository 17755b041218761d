import type { PageFrame } from '../pages/pages.ts';

/**
 * A link of a change of e-mail. Actions: continue, while there is something to agree to. `confirm`: at the new address;
 * `consent`: at the old one; `waiting`: the other of the two is still to agree; `changed`: done.
 */
export interface EmailChangePage extends PageFrame {
  readonly page: 'email-change';
  readonly state: 'confirm' | 'consent' | 'waiting' | 'changed';
  /** Null where nothing is asked any more. */
  readonly newEmail: string | null;
}
