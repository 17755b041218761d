import { createHash } from 'node:crypto';
import type { PersonStore } from '../accounts/person.ts';
import type { PolicyPreview, PreviewMember } from '../policy/preview.ts';
import { previewPolicy } from '../policy/preview.ts';
import { type EnforcementDocument, resolvePolicy } from '../policy/resolve-policy.ts';
import { Refusal } from '../refusal.ts';
import { membershipFacts, userFacts } from '../sign-in/person-facts.ts';
import { mayEnforce, type Plans } from './next-enforcement.ts';
import type { Organization } from './organization.ts';
import type { OrganizationStore } from './store.ts';

export interface EnforcementPreview extends PolicyPreview {
  /** Names what was looked at: the document, the organization and its members. */
  readonly version: string;
  /** E-mails of pending invitations, whose owners would have to bring a second factor. */
  readonly invitations: readonly string[];
}

interface PreviewStores {
  readonly organizations: OrganizationStore;
  readonly people: PersonStore;
}

/** Members read at a time. */
const batch = 1000;

/**
 * What a policy would do now, by the engine that decides sign-ins.
 * @throws Refusal `plan_without_enforcement`, `invalid_policy`
 */
export async function previewEnforcement(
  stores: PreviewStores,
  organization: Organization,
  document: EnforcementDocument,
  plans: Plans,
  now: Date,
): Promise<EnforcementPreview> {
  if (!mayEnforce(organization, plans, now))
    throw new Refusal('plan_without_enforcement', { reason: `plan ${organization.plan}` });
  const previous = organization.enforcement === 'unreadable' ? null : organization.enforcement;
  const context = { now: now.getTime(), timeZone: organization.timeZone, previous };
  const resolution = resolvePolicy(document, context);
  if (!resolution.ok) {
    const list = resolution.problems.map(({ path, problem }) => `${path}: ${problem}`);
    throw new Refusal('invalid_policy', { list });
  }
  const version = await previewVersion(stores.organizations, organization, document);
  const members = await previewMembers(stores, organization, plans, now);
  const invitations = await stores.organizations.pendingInvitations(organization.id, now);
  return {
    version,
    ...previewPolicy(resolution.policy, members, now.getTime()),
    invitations: invitations.map(({ email }) => email),
  };
}

/** Changes with the document, the organization, and whatever of its members a preview looks at, sessions aside. */
export async function previewVersion(
  organizations: OrganizationStore,
  { id, version }: Organization,
  document: EnforcementDocument,
): Promise<string> {
  const members = await organizations.memberFingerprint(id);
  const said = Object.entries(document).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([id, version, said, members]))
    .digest('base64url');
}

async function previewMembers(
  { people }: PreviewStores,
  organization: Organization,
  plans: Plans,
  now: Date,
): Promise<PreviewMember[]> {
  const members: PreviewMember[] = [];
  for (let after: string | null = null; ; ) {
    const found = await people.inOrganization(organization.id, after, batch);
    for (const { person, sessionsOpenedAt } of found) {
      const own = person.memberships.find(({ member }) => member.organizationId === organization.id);
      const others = person.memberships.filter((each) => each !== own);
      if (own === undefined) continue;
      members.push({
        member: person.user.email,
        user: userFacts(person),
        membership: membershipFacts(own, plans, now),
        otherMemberships: others.map((each) => membershipFacts(each, plans, now)),
        sessionsOpenedAt: sessionsOpenedAt.map((opened) => opened.getTime()),
      });
    }
    after = found.at(-1)?.person.user.id ?? null;
    if (found.length < batch || after === null) return members;
  }
}
