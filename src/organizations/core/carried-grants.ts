import type { LogoutDelivery } from '../../jobs/queue.ts';
import type { Organization } from './organization.ts';

/** What applications got from a user while an organization was one of theirs. */
export interface CarriedGrantStore {
  /**
   * Revokes, with its tokens, every grant of a user that carried an organization (ruling 1): those of its own clients,
   * and those of clients of no organization whose tokens told of it. A client of another organization goes on, and
   * hears no more of this one.
   * @returns the applications that want to be told
   */
  revoke(userId: string, organization: Pick<Organization, 'id' | 'slug'>): Promise<readonly LogoutDelivery[]>;
}
