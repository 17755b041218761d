import { accountScope, adminScope, machineScope } from '../../../environments/client-terms.ts';
import { freshMfaSeconds } from '../../../organizations/core/admin-context.ts';
import type { Role } from '../../../policy/facts.ts';

/**
 * When a second factor of the last five minutes is asked: at every call, or only where the call loosens protection or
 * touches a factor that stands, which the operation sees. The operator has none and is not asked.
 */
export type FreshMfa = 'never' | 'where_it_loosens' | 'always';

/** Who may call an endpoint. It is enforced from here, and the OpenAPI document says it from here (ruling 29). */
export type Access =
  | { readonly kind: 'public' }
  /** People about themselves. `recoveryCode`: whether a session that rests on one gets this far (ruling 23). */
  | {
      readonly kind: 'person';
      readonly freshMfa: FreshMfa;
      readonly recoveryCode: 'enough' | 'not_enough';
    }
  /** Active members of the organization in the path with at least this role, or the operator. */
  | {
      readonly kind: 'administrator';
      readonly leastRole: Role;
      readonly freshMfa: FreshMfa;
      /** Whether an operator who reads the console as support reads it too; default they do not. */
      readonly support?: 'reads';
    }
  | { readonly kind: 'operator' };

/** Oldest second factor where a fresh one is asked, in seconds. */
export const freshMfaMaxAgeSeconds = freshMfaSeconds;

/** The operator, a machine, alone. */
export const operatorOnly: Access = { kind: 'operator' };

/** Owners and administrators of the organization in the path, or the operator. @param freshMfa default never */
export function administrators(freshMfa: FreshMfa = 'never'): Access {
  return { kind: 'administrator', leastRole: 'admin', freshMfa };
}

/** The same of a page that an operator may read as support as well. */
export function administratorsAndSupport(freshMfa: FreshMfa = 'never'): Access {
  return { kind: 'administrator', leastRole: 'admin', freshMfa, support: 'reads' };
}

/** Owners of the organization in the path, or the operator. @param freshMfa default never */
export function owners(freshMfa: FreshMfa = 'never'): Access {
  return { kind: 'administrator', leastRole: 'owner', freshMfa };
}

/** Everybody about themselves, but not on the strength of a recovery code. @param freshMfa default never */
export function oneself(freshMfa: FreshMfa = 'never'): Access {
  return { kind: 'person', freshMfa, recoveryCode: 'not_enough' };
}

/** What is left to those who lost their factor: to read about themselves and to enrol. @param freshMfa default never */
export function oneselfEnrolling(freshMfa: FreshMfa = 'never'): Access {
  return { kind: 'person', freshMfa, recoveryCode: 'enough' };
}

/** The scopes of which a token needs one. A person's never holds the operator's, a machine's no other (ruling 22). */
export const scopesOf: Readonly<Record<Access['kind'], readonly string[]>> = {
  public: [],
  person: [accountScope],
  administrator: [adminScope, machineScope],
  operator: [machineScope],
};
