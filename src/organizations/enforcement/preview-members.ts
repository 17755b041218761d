import { domainOf } from '../../people/email.ts';
import { organizationFacts } from '../../people/person-facts.ts';
import type { PlansAt } from '../../plans/plans.ts';
import type { MembershipFacts, OrganizationFacts } from '../../policy/facts.ts';
import type { PreviewMember } from '../../policy/preview/preview.ts';
import type { OrganizationAt } from '../core/organization-at.ts';
import type { MemberListStore, MembershipRow, PreviewRow } from '../members/member-list-store.ts';
import type { DomainStore, OrganizationWithDomains } from '../profile/domain-store.ts';

export interface PreviewStores {
  readonly domains: DomainStore;
  readonly memberLists: MemberListStore;
}

/** Members read at a time, and looked at without a pause. */
const batch = 1000;

/** All members of an organization as a preview sees them, in parts; the next one is read while one is looked at. */
export async function* previewMembers(
  { domains: domainStore, memberLists }: PreviewStores,
  { organization, plans, now }: OrganizationAt,
): AsyncGenerator<readonly PreviewMember[]> {
  const domains = await domainStore.of(organization.id);
  const known: KnownOrganizations = new Map([
    [organization.id, knownOrganization({ organization, domains }, { plans, now })],
  ]);
  const read = (afterUserId: string | null) => {
    const reading = memberLists.previewed(organization.id, afterUserId, batch);
    // Thrown below, where somebody goes on reading; who does not is not told.
    reading.catch(() => undefined);
    return reading;
  };
  for (let next: Promise<readonly PreviewRow[]> | null = read(null); next !== null; ) {
    const rows: readonly PreviewRow[] = await next;
    const last = rows.length < batch ? undefined : rows.at(-1);
    next = last === undefined ? null : read(last.user.id);
    for (const found of await unknownOf(domainStore, rows, known))
      known.set(found.organization.id, knownOrganization(found, { plans, now }));
    yield rows.map((row) => previewMember(row, organization.id, known));
  }
}

async function unknownOf(
  domains: DomainStore,
  rows: readonly PreviewRow[],
  known: KnownOrganizations,
): Promise<readonly OrganizationWithDomains[]> {
  const ids = rows.flatMap(({ elsewhere }) => elsewhere.map(({ organizationId }) => organizationId));
  const unknown = [...new Set(ids)].filter((id) => !known.has(id));
  return unknown.length === 0 ? [] : domains.withOrganizations(unknown);
}

/** An organization in the form that the policy decides on is the same for all whom it manages, and for all others. */
interface KnownOrganization {
  readonly domains: ReadonlySet<string>;
  readonly managing: OrganizationFacts;
  readonly notManaging: OrganizationFacts;
}

type KnownOrganizations = Map<string, KnownOrganization>;

function knownOrganization(
  { organization, domains }: OrganizationWithDomains,
  { plans, now }: PlansAt,
): KnownOrganization {
  return {
    domains: new Set(domains),
    managing: organizationFacts({ organization, managesUser: true }, plans, now),
    notManaging: organizationFacts({ organization, managesUser: false }, plans, now),
  };
}

function previewMember(row: PreviewRow, organizationId: string, known: KnownOrganizations): PreviewMember {
  const { email, user, membership, elsewhere, sessionsOpenedAt } = row;
  const domain = elsewhere.length === 0 ? null : domainOf(email);
  return {
    member: email,
    user,
    membership: factsOf(membership, known.get(organizationId), domain),
    otherMemberships: elsewhere.map((each) => factsOf(each, known.get(each.organizationId), domain)),
    sessionsOpenedAt,
  };
}

/** @param domain of their address; null where it is their only membership, whose organization manages them */
function factsOf(
  { role, override, overrideSetAt, exemptUntil, suspended, joinedAt, graceUntil }: MembershipRow,
  organization: KnownOrganization | undefined,
  domain: string | null,
): MembershipFacts {
  if (organization === undefined) throw new Error('a membership in an organization that is not there');
  const isManaged = domain === null || organization.domains.has(domain);
  return {
    organization: isManaged ? organization.managing : organization.notManaging,
    role,
    override,
    overrideSetAt,
    exemptUntil,
    suspended,
    joinedAt,
    graceUntil,
  };
}
