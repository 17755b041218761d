import type { AuditEventType } from './event.ts';
import type { StoredDetail } from './event-details.ts';

/** Events on a page at most; a larger `limit` counts as this one. */
export const longestActivityPage = 200;

/** Which events of an organization to show; what is left out does not matter. */
export interface ActivityFilter {
  readonly type?: AuditEventType;
  /** UUID of the user who did it. */
  readonly actor?: string;
  /** UUID of the user whom it happened to. */
  readonly target?: string;
  /** From this instant on. */
  readonly from?: Date;
  /** Before this instant. */
  readonly to?: Date;
}

/** An event as an admin of its organization may see it. */
export interface ActivityEvent {
  readonly id: string;
  readonly at: Date;
  /** One of `auditEventTypes`, or what an older version wrote. */
  readonly type: string;
  readonly actor: ActivityActor;
  readonly target: { readonly id: string; readonly email: string | null } | null;
  readonly sourceAddress: string | null;
  /** Often `before`, `after` and `reason`. */
  readonly detail: StoredDetail;
}

/** Who did it; `id` is of users only, e-mail and name of those who still exist. */
export interface ActivityActor {
  readonly kind: string;
  readonly id: string | null;
  readonly email: string | null;
  readonly name: string | null;
}

export interface ActivityPage {
  readonly events: readonly ActivityEvent[];
  /** The `before` of the page after this one; null at the end. */
  readonly next: string | null;
}

export interface ActivityStore {
  /**
   * Newest first. New events do not move the pages behind a cursor.
   * @param page.before `next` of the page before, null for the first
   * @throws Refusal `invalid_request` for a `before` that no page gave
   */
  list(
    organizationId: string,
    filter: ActivityFilter,
    page: { readonly limit: number; readonly before: string | null },
  ): Promise<ActivityPage>;
  /** The same of what happened to a person, in whichever organizations' logs it stands, each event once. */
  ofPerson(
    userId: string,
    page: { readonly limit: number; readonly before: string | null },
  ): Promise<ActivityPage>;
}
