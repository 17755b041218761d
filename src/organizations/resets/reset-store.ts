import type { ResetCandidate } from './candidate.ts';

/** What an order of new passwords asks of the members. */
export interface ResetQueries {
  /**
   * Members in the order of their ids.
   * @param query.named e-mails or ids of the ones to look at; null for all
   */
  resetCandidates(
    organizationId: string,
    query: {
      readonly named: readonly string[] | null;
      readonly afterUserId: string | null;
      readonly limit: number;
    },
  ): Promise<readonly ResetCandidate[]>;
  /**
   * Marks those who inherit as chosen for MFA; whoever is exempt stays so.
   * @returns the ids of those who were changed
   */
  chooseInheriting(
    organizationId: string,
    choice: { readonly userIds: readonly string[]; readonly reason: string },
    now: Date,
  ): Promise<readonly string[]>;
}
