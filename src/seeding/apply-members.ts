import { randomUUID } from 'node:crypto';
import type { Member, Organization } from '../organizations/core/organization.ts';
import { memberToBe } from '../organizations/joining/joining.ts';
import { enforceAgain } from '../organizations/members/enforce-again.ts';
import { requireEntitledOverride } from '../organizations/members/entitled-override.ts';
import { voidInvitations } from '../organizations/members/void-invitations.ts';
import { settleMember } from '../organizations/settling/settle-sessions.ts';
import { Refusal } from '../refusal/refusal.ts';
import { type ApplyRun, fault, operator, placed } from './apply-run.ts';
import type { OrganizationDocument } from './organization-document.ts';

/** An invitation can be accepted for a week (attacks, parameter table). */
const invitationLifetimeMs = 7 * 24 * 60 * 60 * 1000;

export async function applyMembers(
  run: ApplyRun,
  organization: Organization,
  members: OrganizationDocument['members'],
  path: string,
): Promise<void> {
  for (const [index, member] of members.entries()) {
    await applyMember(run, organization, member, `${path}.members[${index}]`);
  }
  const hasOwner = (await run.stores.organizations.activeOwners(organization.id)) > 0;
  if (members.length > 0 && !hasOwner) {
    const reason = `${path}.members: nobody among them would be an active owner`;
    throw new Refusal('last_owner', { reason, list: [reason] });
  }
}

async function applyMember(
  { stores, deps, now, changes }: ApplyRun,
  organization: Organization,
  document: OrganizationDocument['members'][number],
  path: string,
): Promise<void> {
  const person = await stores.people.byEmail(document.email);
  if (person === null) throw fault(`${path}.email`, `there is no user ${document.email}`);
  const existing = await stores.organizations.findMember(organization.id, person.user.id);
  const toBe = existing ?? (await memberToBe(stores, { organization, role: 'member' }, person, now));
  const member = memberOf(toBe, document, now);
  const isChanged = existing?.role !== member.role || existing.override !== member.override;
  const outcome = existing === null ? 'created' : isChanged ? 'updated' : 'unchanged';
  changes.push({ kind: 'member', name: `${organization.slug}/${document.email}`, outcome });
  if (outcome === 'unchanged') return;
  const isOverridden = member.override !== toBe.override;
  // Exemptions are kept where they mean nothing, so that what was exported can be applied; a requirement would be lost.
  if (isOverridden && member.override === 'required')
    placed(`${path}.override`, () => requireEntitledOverride(organization, 'required', deps.plans, now));
  const context = { actor: operator, plans: deps.plans };
  if (isOverridden) await settleMember(stores, organization.id, person.user.id, context, now);
  await stores.organizations.saveMember(member);
  if (isOverridden) await enforceAgain(stores, member, context, now);
  if (existing === null) await forgetFormer(stores, member);
  await voidInvitations(stores, { ...member, now: member }, operator, now);
  const type = existing === null ? 'member.added' : 'member.changed';
  const detail = { role: member.role, override: member.override };
  await stores.audit.record(
    { type, actor: operator, organizationId: organization.id, userId: person.user.id, detail },
    now,
  );
}

function memberOf(before: Member, document: OrganizationDocument['members'][number], now: Date): Member {
  const { role = before.role, override = before.override } = document;
  const isOverrideNew = override !== before.override;
  return {
    ...before,
    role,
    override,
    overrideSetAt: isOverrideNew ? now : before.overrideSetAt,
    exemptUntil: override === 'exempt' ? before.exemptUntil : null,
    // Ruling 19: who is enforced again is so without days of grace.
    graceUntil: isOverrideNew && override !== 'exempt' ? null : before.graceUntil,
  };
}

/** What was kept of a membership before has come back with this one. */
async function forgetFormer(
  { keptOverrides, organizations }: ApplyRun['stores'],
  { organizationId, userId }: Member,
): Promise<void> {
  await organizations.forgetRemoved(organizationId, userId);
  await keptOverrides.forget(organizationId, userId);
}

/** An invitation without a link yet: its token is made when it is first sent. Who is a member already needs none. */
export async function applyInvitations(
  { stores, now, changes }: ApplyRun,
  organization: Organization,
  invitations: OrganizationDocument['invitations'],
): Promise<void> {
  for (const { email, role = 'member' } of invitations) {
    const name = `${organization.slug}/${email}`;
    const person = await stores.people.byEmail(email);
    const isMember =
      person?.memberships.some(({ member }) => member.organizationId === organization.id) === true;
    const existing = await stores.organizations.findInvitation(organization.id, email);
    if (isMember || existing !== null) {
      changes.push({ kind: 'invitation', name, outcome: 'unchanged' });
      continue;
    }
    const expiresAt = new Date(now.getTime() + invitationLifetimeMs);
    const id = randomUUID();
    await stores.organizations.saveInvitation({
      id,
      organizationId: organization.id,
      email,
      role,
      tokenHash: null,
      expiresAt,
      createdAt: now,
      invitedBy: null,
    });
    const organizationId = organization.id;
    await stores.dueWork.add({ kind: 'invitation_expiry', organizationId, userId: null, dueAt: expiresAt });
    await stores.audit.record(
      {
        type: 'invitation.created',
        actor: operator,
        organizationId: organization.id,
        detail: { email, role },
      },
      now,
    );
    changes.push({ kind: 'invitation', name, outcome: 'created' });
  }
}
