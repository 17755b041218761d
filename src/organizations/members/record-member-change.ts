import type { Deed } from '../../audit/deed.ts';
import type { Person } from '../../people/person.ts';
import type { Stores } from '../../stores.ts';
import type { Member, Organization } from '../core/organization.ts';
import { tellOrganization } from '../core/tell-organization.ts';

interface Changed {
  readonly person: Person;
  readonly membership: { readonly member: Member; readonly organization: Organization };
  readonly after: Member;
  readonly reason: string | undefined;
}

/** What of a membership the activity log tells before and after a change. */
const recorded = ['role', 'override', 'exemptUntil'] as const satisfies readonly (keyof Member)[];

/** Notes a change of role or override, and a suspension or its end, of which the organization is mailed (D27). */
export async function recordMemberChange(
  stores: Pick<Stores, 'audit' | 'members' | 'outbox'>,
  { actor, now }: Deed,
  { person, membership, after, reason }: Changed,
): Promise<void> {
  const { member: before, organization } = membership;
  const note = (
    type: 'member.changed' | 'member.reinstated' | 'member.suspended',
    fields: readonly (keyof Member)[],
  ) => {
    const detail = {
      before: pick(before, fields),
      after: pick(after, fields),
      ...(reason === undefined ? {} : { reason }),
    };
    const { organizationId, userId } = after;
    return stores.audit.record({ type, actor, organizationId, userId, detail }, now);
  };
  const changed = recorded.filter((field) => before[field]?.valueOf() !== after[field]?.valueOf());
  if (changed.length > 0) await note('member.changed', changed);
  if (before.suspended === after.suspended) return;
  await note(after.suspended === null ? 'member.reinstated' : 'member.suspended', ['suspended']);
  const notice = {
    kind: 'membership-changed',
    organization: organization.name,
    member: person.user.email,
    change: after.suspended === null ? 'reinstated' : 'suspended',
  } as const;
  await tellOrganization(stores, organization, { notice, by: actor });
}

function pick(member: Member, fields: readonly (keyof Member)[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(fields.map((field) => [field, member[field]]));
}
