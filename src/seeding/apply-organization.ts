import type { Organization } from '../organizations/core/organization.ts';
import { setEnforcement } from '../organizations/enforcement/set-enforcement.ts';
import { setPlan } from '../organizations/plan/set-plan.ts';
import { setSeats } from '../organizations/plan/set-seats.ts';
import { changeOrganization } from '../organizations/profile/change-organization.ts';
import { createOrganization } from '../organizations/profile/create-organization.ts';
import { planNamed } from '../plans/plans.ts';
import { applyInvitations, applyMembers } from './apply-members.ts';
import { type ApplyRun, fault, placed } from './apply-run.ts';
import type { OrganizationDocument } from './organization-document.ts';

/** Whoever writes next is told of nothing that happened before. */
const expectedVersion = null;

/**
 * In an order in which a file may say all at once: seats before whoever takes them, and where they become fewer after;
 * people before the policy that asks whether they are protected.
 */
export async function applyOrganization(
  run: ApplyRun,
  document: OrganizationDocument,
  path: string,
): Promise<void> {
  const existing = await run.stores.organizations.findBySlug(document.slug);
  if (existing !== null) await changeWhatIsThere(run, existing.id, { document, path });
  const organization =
    existing ?? (await placed(path, () => createFrom(run, document), { no_free_seat: 'seats' }));
  const place = { organization, isNew: existing === null, path };
  await applyMembers(run, place, document.members);
  await applyInvitations(run, place, document.invitations);
  await applySeats(run, organization.id, { document, path });
  await applyEnforcement(run, organization.id, { document, path });
  const after = await run.stores.organizations.findById(organization.id);
  const isSame = existing?.version === after?.version;
  const outcome = existing === null ? 'created' : isSame ? 'unchanged' : 'updated';
  run.changes.push({ kind: 'organization', name: document.slug, outcome });
}

/** What the file says about an organization, and where. */
interface Said {
  readonly document: OrganizationDocument;
  readonly path: string;
}

function createFrom({ deps, operator }: ApplyRun, document: OrganizationDocument): Promise<Organization> {
  const { slug, plan, seats, domains } = document;
  return createOrganization(deps, operator, { slug, plan, seats, domains, ...fieldsOf(document) });
}

function fieldsOf(document: OrganizationDocument) {
  return {
    name: document.name,
    timeZone: document.time_zone,
    language: document.language,
    notificationEmail: document.notification_email,
    showNotificationEmail: document.show_notification_email,
  };
}

/** Fields that the file leaves out keep their value. */
async function changeWhatIsThere(
  run: ApplyRun,
  organizationId: string,
  { document, path }: Said,
): Promise<void> {
  const { stores, deps, operator } = run;
  const { plan, seats = 0 } = document;
  if (plan !== undefined) {
    if (planNamed(deps.plans, plan) === null) throw fault(`${path}.plan`, `there is no plan ${plan}`);
    const change = { organizationId, plan, trialEndsAt: undefined, expectedVersion };
    await placed(`${path}.plan`, () => setPlan(deps, operator, change));
  }
  const present = (await stores.organizations.findById(organizationId))?.seats ?? 0;
  if (seats > present) await applySeats(run, organizationId, { document, path });
  // A file never takes anything away, domains neither.
  const domains = [...new Set([...document.domains, ...(await stores.domains.of(organizationId))])];
  const change = { organizationId, fields: fieldsOf(document), domains, expectedVersion };
  await placed(path, () => changeOrganization(deps, operator, change));
}

async function applySeats(
  { deps, operator }: ApplyRun,
  organizationId: string,
  { document: { seats }, path }: Said,
): Promise<void> {
  if (seats === undefined) return;
  const change = { organizationId, seats, expectedVersion };
  await placed(`${path}.seats`, () => setSeats(deps, operator, change));
}

/** Identical values change nothing. */
async function applyEnforcement(
  { deps, operator }: ApplyRun,
  organizationId: string,
  { document: { enforcement: document }, path }: Said,
): Promise<void> {
  if (document === undefined) return;
  const change = { organizationId, document, previewVersion: null, expectedVersion };
  await placed(`${path}.enforcement`, () => setEnforcement(deps, operator, change));
}
