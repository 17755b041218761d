import { saveClient } from '../../../src/environments/save-client.ts';
import { setEnvironmentMfa } from '../../../src/environments/set-environment-mfa.ts';
import { dueHandlers } from '../../../src/jobs/due-handlers.ts';
import { endSessions } from '../../../src/jobs/end-sessions.ts';
import { runDueWork } from '../../../src/jobs/run-due-work.ts';
import type { AdminContext } from '../../../src/organizations/core/admin-context.ts';
import { setEnforcement } from '../../../src/organizations/enforcement/set-enforcement.ts';
import { listMembers } from '../../../src/organizations/members/member-list.ts';
import { summarizeMembers } from '../../../src/organizations/members/member-summary.ts';
import { setPlan } from '../../../src/organizations/plan/set-plan.ts';
import { setSeats } from '../../../src/organizations/plan/set-seats.ts';
import { changeOrganization } from '../../../src/organizations/profile/change-organization.ts';
import { createOrganization } from '../../../src/organizations/profile/create-organization.ts';
import { askAgain } from '../../../src/organizations/profile/notification-address.ts';
import { removeDomain } from '../../../src/organizations/profile/remove-domain.ts';
import { setBranding } from '../../../src/organizations/profile/set-branding.ts';
import { changeAccount } from '../../../src/people/accounts/change-account.ts';
import { setDeactivated } from '../../../src/people/accounts/set-deactivated.ts';
import { setOperator } from '../../../src/people/accounts/set-operator.ts';
import { changePerson } from '../../../src/people/change-person.ts';
import { createPerson } from '../../../src/people/create-person.ts';
import { ensureSigningKeys, rotateSigningKeys } from '../../../src/provider/keys/keys.ts';
import { applyDocument } from '../../../src/seeding/apply.ts';
import { readSeedingDocument } from '../../../src/seeding/document.ts';
import { addressWaits, depsOn, issuer, type Operation } from './operations.ts';
import { now, password } from './scene.ts';

const operator: AdminContext = { actor: { kind: 'operator' }, admin: null, now };

const expectedVersion = null;

const branding = { displayName: 'New', colour: '#0b5f58', supportUrl: null, legalUrl: null, logo: null };

/** What concerns an organization as a whole. */
export const operationsOfWholes: readonly Operation[] = [
  {
    name: 'set enforcement',
    run: (db, { organizationId }) => {
      const change = {
        organizationId,
        document: { preset: 'all-at-once' },
        previewVersion: null,
        expectedVersion,
      } as const;
      return setEnforcement({ ...depsOn(db), isMailWorking: async () => true }, operator, change);
    },
  },
  {
    name: 'set a plan without enforcement',
    ready: ["UPDATE members SET override = 'required' WHERE organization_id = :organization"],
    run: (db, { organizationId }) =>
      setPlan(depsOn(db), operator, { organizationId, plan: 'plain', trialEndsAt: null, expectedVersion }),
  },
  {
    name: 'set seats',
    run: (db, { organizationId }) =>
      setSeats(depsOn(db), operator, { organizationId, seats: 50, expectedVersion }),
  },
  {
    name: 'change an organization',
    run: (db, { organizationId, slug }) => {
      const change = {
        organizationId,
        fields: { name: 'New' },
        domains: [`new.${slug}.example`],
        expectedVersion,
      };
      return changeOrganization({ db, issuer }, operator, change);
    },
  },
  {
    name: 'take a domain from an organization',
    ready: [
      `INSERT INTO organization_domains (domain, organization_id, verified_at, verified_by)
       SELECT 'gone.' || slug || '.example', id, now(), 'operator' FROM organizations
       WHERE id = :organization ON CONFLICT DO NOTHING`,
    ],
    run: async (db, { organizationId }) => {
      const domains = await db.domains.of(organizationId);
      const domain = domains.find((each) => each.startsWith('gone.')) ?? '';
      return removeDomain({ db, issuer }, operator, { organizationId, domain });
    },
  },
  {
    name: 'ask a notification address again',
    ready: [addressWaits],
    run: (db, { organizationId, pat }) => {
      const admin = { userId: pat, role: 'owner', hasFactor: true, mfaAt: null } as const;
      return askAgain({ db, issuer }, { ...operator, admin }, organizationId);
    },
  },
  {
    name: 'set what an organization looks like',
    run: (db, { organizationId: place }) => setBranding({ db }, operator, { place, wanted: branding }),
  },
  {
    name: 'create an organization',
    run: (db, { slug }) => {
      const wanted = { slug: `${slug}-three`, domains: [`three.${slug}.example`] };
      return createOrganization({ ...depsOn(db), defaultPlan: 'enterprise' }, operator, wanted);
    },
  },
  {
    name: 'do what is due',
    run: (db) => {
      const onFailure = (_work: unknown, error: unknown) => {
        throw error;
      };
      const handlers = dueHandlers(depsOn(db).plans);
      return runDueWork({ db, handlers, onFailure, pace: (part) => part() }, now);
    },
  },
  {
    name: 'end a trial that is due',
    ready: ["UPDATE organizations SET trial_ends_at = now() - interval '1 minute' WHERE id = :organization"],
    run: (db, { organizationId }) =>
      setPlan(depsOn(db), operator, { organizationId, plan: 'team', trialEndsAt: null, expectedVersion }),
  },
  {
    name: 'remove ended sessions',
    ready: ['UPDATE users SET epoch = epoch + 1 WHERE id = :pat'],
    run: (db, scene) => endSessions(db, [scene.pat, scene.ron]),
  },
  {
    name: 'apply a file',
    run: async (db, { slug, email }) => {
      const read = readSeedingDocument(JSON.stringify(fileOf(slug, email)));
      if (!read.ok) throw new Error(JSON.stringify(read.problems));
      return applyDocument(
        {
          ...depsOn(db),
          defaultPlan: 'enterprise',
          issuer,
          isMailWorking: async () => true,
        },
        read.document,
        { mode: 'write', now },
      );
    },
  },
  {
    name: 'set an environment',
    run: (db, { slug }) => setEnvironmentMfa(db, operator, { name: slug, mfa: 'pilot', missing: 'create' }),
  },
  {
    name: 'save a client',
    run: (db, { slug, organizationId }) => {
      const metadata = { client_secret: 's', redirect_uris: ['http://127.0.0.1:4000/cb'] };
      const wanted = { clientId: slug, metadata, fields: { organizationId } };
      return saveClient({ db, acrAliases: {}, resources: [], issuer }, operator, wanted);
    },
  },
  {
    name: 'create a person',
    run: (db, { slug }) => createPerson(db, operator, { email: `fresh@${slug}.example`, password: null }),
  },
  {
    name: 'change a person',
    run: (db, { pat }) => changePerson(db, operator, { userId: pat, fields: { name: 'Pat' } }),
  },
  {
    name: 'change an account',
    run: (db, { ron: userId }) =>
      changeAccount(db, operator, { userId, fields: { name: 'Ron' }, deactivated: true }),
  },
  {
    name: 'deactivate a person',
    run: (db, { ron }) => setDeactivated(db, operator, { userId: ron, deactivated: true }),
  },
  {
    name: 'reactivate a person',
    ready: ['UPDATE users SET deactivated_at = now() WHERE id = :pat'],
    run: (db, { pat }) => setDeactivated(db, operator, { userId: pat, deactivated: false }),
  },
  {
    name: 'make a person an operator',
    run: (db, { pat }) => setOperator(db, operator, { userId: pat, operator: true }),
  },
  {
    name: 'rotate the keys',
    run: (db) => rotateSigningKeys(db, { actor: operator.actor, now }, { when: 'overlapping' }),
  },
  { name: 'make the first keys', run: (db) => ensureSigningKeys(db, now) },
  {
    name: 'list and count members',
    run: async (db, { organizationId }) => {
      const organization = await db.organizations.findById(organizationId);
      if (organization === null) throw new Error('the organization is gone');
      const { plans } = depsOn(db);
      const asked = { filter: { status: null, text: null }, after: null, limit: 10 };
      await listMembers(db, { organization, plans, now }, asked);
      return summarizeMembers(db, { organization, plans, now });
    },
  },
];

/** The organizations the other way round than they lie in the order of their ids, whichever that is. */
function fileOf(slug: string, email: string) {
  const members = [{ email: `ron@${slug}.example`, role: 'admin' }];
  const added = { invitations: [{ email: `eve@${slug}.example` }] };
  return {
    users: [
      { email: `ron@${slug}.example`, name: 'Ron' },
      { email, name: 'Pat' },
      { email: `new@${slug}.example`, password },
    ],
    organizations: [
      { slug: `${slug}-two`, members: [...members, { email, role: 'member', override: 'exempt' }], ...added },
      { slug: `${slug}-one`, plan: 'plain', members: [...members, { email, override: 'inherit' }], ...added },
    ].map((each) => ({ ...each, members: [...each.members, { email: `new@${slug}.example` }] })),
    clients: [
      {
        client_id: slug,
        client_secret: 's',
        redirect_uris: ['http://127.0.0.1:4000/cb'],
        organization: `${slug}-one`,
      },
    ],
  };
}
