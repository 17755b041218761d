import type { FactorKind } from '../../policy/facts.ts';
import type { Member } from '../core/organization.ts';

/** Memberships, and who leads an organization; lists of many are `MemberListStore`. */
export interface MemberStore {
  find(organizationId: string, userId: string): Promise<Member | null>;
  /** Adds the member, or changes the one there is. */
  save(member: Member): Promise<void>;
  /** Ends a membership; its seat is free at once. */
  remove(organizationId: string, userId: string): Promise<void>;
  /** Notes that a user went who is not to join again by themselves. */
  noteRemoved(organizationId: string, userId: string, now: Date): Promise<void>;
  /** They are let in again. */
  forgetRemoved(organizationId: string, userId: string): Promise<void>;
  wasRemoved(organizationId: string, userId: string): Promise<boolean>;
  /** Notes that a user has their days of grace in an organization. False: they have had them (ruling 10). */
  startGrace(organizationId: string, userId: string): Promise<boolean>;
  /** Owners who are not suspended. */
  activeOwners(organizationId: string): Promise<number>;
  /** Active owners in the order in which they joined, each with the kinds of their confirmed factors. */
  owners(
    organizationId: string,
  ): Promise<
    readonly { readonly userId: string; readonly email: string; readonly factors: readonly FactorKind[] }[]
  >;
  /** E-mails of owners and administrators who are not suspended, in alphabetical order. */
  administrators(organizationId: string): Promise<readonly string[]>;
  /** How many members have the override `required`. */
  countRequired(organizationId: string): Promise<number>;
  /** E-mails of those with the override `required`, in alphabetical order. */
  required(organizationId: string): Promise<readonly string[]>;
  /** Turns every `required` override into `inherit`. @returns the users who had it */
  clearRequired(organizationId: string, now: Date): Promise<readonly string[]>;
  /**
   * Marks those who inherit as chosen for MFA; whoever is exempt stays so.
   * @returns the ids of those who were changed
   */
  chooseInheriting(
    organizationId: string,
    choice: { readonly userIds: readonly string[]; readonly reason: string },
    now: Date,
  ): Promise<readonly string[]>;
  /**
   * Users whose membership is suspended `by_rule`, beneath `by_admin` too and whether or not that has ended by itself, in
   * the order of their ids: the one user, or those after another.
   */
  suspendedByRule(
    organizationId: string,
    page: { readonly userId: string | null; readonly after: string | null; readonly limit: number },
  ): Promise<readonly string[]>;
  /**
   * Ends the suspension `by_rule` of these, without waiting for another transaction; `by_admin` stays.
   * @returns whom it has let in again
   */
  reinstate(organizationId: string, userIds: readonly string[]): Promise<readonly string[]>;
}
