import type { Instant, Role } from '../../policy/facts.ts';
import type { PageFrame } from '../pages/page-frame.ts';

/**
 * An invitation. Actions: continue, but for `another`, which has switch instead. `sign_up`: nobody has an account with
 * this address, so it is made here; `sign_in`: somebody has; `another`: another person is signed in; `prove`: signed in,
 * but more is to be proven first, which `why` tells.
 */
export interface JoinPage extends PageFrame {
  readonly page: 'join';
  readonly state: 'sign_up' | 'sign_in' | 'another' | 'prove';
  readonly organization: string;
  readonly role: Role;
  /** The address that is invited. */
  readonly email: string;
  readonly expiresAt: Instant;
  readonly timeZone: string;
  /** As typed; empty when nothing was. */
  readonly name: string;
  /** Of a new password, in characters. */
  readonly minimumLength: number;
}

/** The end of an invitation: whose account is a member of what. */
export interface JoinedPage extends PageFrame {
  readonly page: 'joined';
  readonly organization: string;
  readonly role: Role;
  readonly email: string;
  /** Whether a factor has to be set up next, and until when at the latest; null: no instant is named. */
  readonly enrollment: { readonly deadline: Instant | null } | null;
  readonly timeZone: string;
}
