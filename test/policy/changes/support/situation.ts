import { policiesAfterSaving } from '../../../../src/policy/enforcement/saved-policies.ts';
import type {
  EnforcementPolicy,
  FactorKind,
  Facts,
  Instant,
  MembershipFacts,
  OrganizationFacts,
  Override,
  Proofs,
  RequestFacts,
  Role,
  SessionFacts,
  UserFacts,
} from '../../../../src/policy/facts.ts';

/** The policies of one organization around a save, newest first; the last is the preset that it began with. */
export interface PolicyChange {
  readonly savedAt: Instant;
  readonly before: readonly EnforcementPolicy[];
  readonly after: EnforcementPolicy;
}

/** What stands in the organization once the policy is saved: by the very rule that saving uses. */
export function policiesAfter({ before, after }: PolicyChange): readonly EnforcementPolicy[] {
  return [...policiesAfterSaving(before.slice(0, -1), after), ...before.slice(-1)];
}

/** A person at a moment from the save on; all but the policies of one organization is the same before and after. */
export interface Situation {
  readonly at: Instant;
  readonly user: UserFacts;
  readonly session: SessionFacts;
  readonly client: NonNullable<Facts['client']>;
  readonly request: RequestFacts;
  readonly extensions: Facts['extensions'];
  readonly enrollable: readonly FactorKind[];
  /** In the organization whose policy is saved. */
  readonly member: {
    readonly organization: Omit<OrganizationFacts, 'policies'>;
    readonly role: Role;
    readonly override: Override;
    readonly overrideSetAt: Instant | null;
    readonly exemptUntil: Instant | null;
    readonly suspended: MembershipFacts['suspended'];
    readonly joinedAt: Instant;
    /** Days of grace that somebody has who joined before the save. */
    readonly graceUntil: Instant | null;
  };
  readonly others: readonly MembershipFacts[];
  /** The factor that the person wants to remove. */
  readonly removed: FactorKind;
  readonly activeOwners: number;
}

/** One of the two worlds that are compared. */
export interface World extends Situation {
  readonly membership: MembershipFacts;
}

/** The same situation where these policies bind. */
export function worldWith(
  policies: readonly EnforcementPolicy[],
  { member, ...rest }: Situation,
  savedAt: Instant,
): World {
  const { organization, ...own } = member;
  const graceUntil = graceIn(own, policies, savedAt);
  return {
    ...rest,
    member,
    membership: { ...own, graceUntil, organization: { ...organization, policies } },
  };
}

/** As `admit-member.ts` gives it and `member-change.ts` takes it. */
function graceIn(
  { override, overrideSetAt, joinedAt, graceUntil }: Omit<Situation['member'], 'organization'>,
  [latest]: readonly EnforcementPolicy[],
  savedAt: Instant,
): Instant | null {
  if (override === 'required' || (override === 'inherit' && overrideSetAt !== null)) return null;
  if (joinedAt < savedAt) return graceUntil;
  if (latest === undefined || latest.required === 'nobody' || latest.joining === 'mfa_first') return null;
  return latest.graceDays === 0 ? null : joinedAt + latest.graceDays * 86_400_000;
}

/** What a decision about such a world is made from. */
export function factsIn(world: World, at: Facts['at'], proven: Proofs = {}): Facts {
  const { user, session, client, request, extensions, enrollable } = world;
  return {
    at,
    user,
    session: { ...session, proofs: { ...session.proofs, ...proven } },
    client,
    request,
    extensions,
    enrollable,
    memberships: [world.membership, ...world.others],
  };
}
