import type { Stores } from '../../stores.ts';
import type { Member } from '../core/organization.ts';

/** How long a `required` override outlives its membership, in days (ruling 26). */
export const keptOverrideDays = 90;

/** The override `required` of somebody who is no member any more. */
export interface KeptOverride {
  readonly organizationId: string;
  readonly userId: string;
  readonly setAt: Date | null;
  readonly reason: string | null;
  readonly expiresAt: Date;
}

export interface KeptOverrideStore {
  /** Adds it, or replaces an older one of the same person in the same organization. */
  keep(kept: KeptOverride): Promise<void>;
  /** Null for none, or one that has run out. */
  find(organizationId: string, userId: string, now: Date): Promise<KeptOverride | null>;
  forget(organizationId: string, userId: string): Promise<void>;
  /** Those of everybody who was a member of the organization. */
  forgetAll(organizationId: string): Promise<void>;
}

type KeepingStores = Pick<Stores, 'keptOverrides'>;

const dayMs = 24 * 60 * 60 * 1000;

/** With the end of a membership: `required` stays with the person, whoever ended it. */
export async function keepOverride(
  { keptOverrides }: KeepingStores,
  { organizationId, userId, override, overrideSetAt, overrideReason }: Member,
  now: Date,
): Promise<void> {
  if (override !== 'required') return;
  const expiresAt = new Date(now.getTime() + keptOverrideDays * dayMs);
  await keptOverrides.keep({
    organizationId,
    userId,
    setAt: overrideSetAt,
    reason: overrideReason,
    expiresAt,
  });
}

/** The member to be, with the override that was kept for them; they are bound at once then, without days of grace. */
export async function withKeptOverride(
  { keptOverrides }: KeepingStores,
  member: Member,
  now: Date,
): Promise<Member> {
  const kept = await keptOverrides.find(member.organizationId, member.userId, now);
  if (kept === null) return member;
  return {
    ...member,
    override: 'required',
    overrideSetAt: kept.setAt,
    overrideReason: kept.reason,
    graceUntil: null,
  };
}
