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
  /** UUID of the user who did it or whom it happened to. */
  readonly person?: string;
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

/**
 * Who did it; `id` is of users, and of the operator's clients and people; e-mail and name of users who still exist. An
 * organization is told no more of the operator's people than that.
 */
export interface ActivityActor {
  readonly kind: string;
  readonly id: string | null;
  readonly email: string | null;
  readonly name: string | null;
}

/** An event as the operator sees it. */
export interface InstanceEvent extends ActivityEvent {
  /** Null: it is of none, or of one that is gone. */
  readonly organization: { readonly slug: string; readonly name: string } | null;
}

export interface ActivityPage {
  readonly events: readonly ActivityEvent[];
  /** The `before` of the page after this one; null at the end. */
  readonly next: string | null;
}

/** An event as it concerns the person whom it happened to. */
export interface OwnActivityRow {
  readonly id: string;
  readonly at: Date;
  readonly type: string;
  readonly actor: Pick<ActivityActor, 'kind' | 'id'>;
  /** In whose log it stands, the first of them; null for none, and one that is gone. */
  readonly organization: { readonly id: string; readonly slug: string; readonly name: string } | null;
  readonly sourceAddress: string | null;
  readonly detail: StoredDetail;
}

export interface OwnActivityStore {
  /**
   * What happened to a person, newest first, each event once.
   * @param asked.before `next` of the page before, null for the first
   * @throws Refusal `invalid_request` for a `before` that no page gave
   */
  ownOf(
    userId: string,
    asked: {
      readonly types: readonly AuditEventType[];
      readonly since: Date;
      readonly limit: number;
      readonly before: string | null;
    },
  ): Promise<{ readonly rows: readonly OwnActivityRow[]; readonly next: string | null }>;
  /** One of these events with the ids of the organizations in whose logs it stands; null: the person has no such event. */
  findOwn(
    userId: string,
    id: string,
    types: readonly AuditEventType[],
  ): Promise<{
    readonly type: string;
    readonly at: Date;
    readonly organizations: readonly string[];
  } | null>;
}

export interface ActivityStore extends OwnActivityStore {
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
  /**
   * The same over the whole installation, each event once, with the organization in whose log it stands first. The
   * operator reads it: here their own people have their addresses.
   */
  everywhere(
    filter: Pick<ActivityFilter, 'type'>,
    page: { readonly limit: number; readonly before: string | null },
  ): Promise<{ readonly events: readonly InstanceEvent[]; readonly next: string | null }>;
  /** How many there are. */
  count(organizationId: string, filter: ActivityFilter): Promise<number>;
  /** The same of what happened to a person, in whichever organizations' logs it stands, each event once. */
  ofPerson(
    userId: string,
    page: { readonly limit: number; readonly before: string | null },
  ): Promise<ActivityPage>;
}
