import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { Invitation, Member, Organization } from '../../src/organizations/core/organization.ts';
import type { FactorKind } from '../../src/policy/facts.ts';
import { StatementFailed } from '../../src/storage/database/failures.ts';
import type { Sql } from '../../src/storage/database/sql.ts';
import {
  later,
  newMember,
  newOrganization,
  newTotp,
  newUser,
  openTestStores,
  race,
  sampleClient,
  samplePolicy,
  start,
} from './support/samples.ts';

function invitationTo(organization: Organization, over: Partial<Invitation> = {}): Invitation {
  return {
    id: randomUUID(),
    organizationId: organization.id,
    email: `${randomUUID()}@example.com`,
    role: 'member',
    tokenHash: null,
    expiresAt: later(3600),
    createdAt: start,
    invitedBy: null,
    ...over,
  };
}

/** Whoever reads every client, as an export of everything does, reads these tables as well. */
async function forget({ sql }: { readonly sql: Sql }, clientId: string): Promise<void> {
  await sql('DELETE FROM clients WHERE client_id = $1', [clientId]);
}

describe('an organization in the database', () => {
  it('comes back as it was written, and each change raises its version', async () => {
    const db = await openTestStores();
    const organization = await newOrganization(db);
    expect(await db.organizations.findBySlug(organization.slug)).to.deep.equal(organization);
    const changed = {
      ...organization,
      name: 'New name',
      enforcement: null,
      enforcementBefore: [samplePolicy],
    };
    await db.organizations.update(changed);
    expect(await db.organizations.findBySlug(organization.slug)).to.deep.equal({ ...changed, version: 2 });
    expect(await db.organizations.findBySlug(randomUUID())).to.equal(null);
  });

  it('has a slug, and each of its domains, to itself', async () => {
    const db = await openTestStores();
    const [first, second] = [await newOrganization(db), await newOrganization(db)];
    const taken = await newOrganization(db, { slug: first.slug }).catch((error) => error);
    expect(taken).to.be.instanceOf(Error);
    const domain = { domain: `${randomUUID()}.example`, verifiedAt: start, verifiedBy: 'dns' } as const;
    await db.domains.add({ ...domain, organizationId: first.id });
    const again = await db.domains.add({ ...domain, organizationId: second.id }).catch((e) => e);
    expect(again).to.be.instanceOf(Error);
    expect(await db.domains.find(domain.domain)).to.deep.equal({
      ...domain,
      organizationId: first.id,
    });
  });

  it('is changed by one transaction after the other', async () => {
    const db = await openTestStores();
    const { slug, seats } = await newOrganization(db);
    await race(8, () =>
      db.transaction(async ({ organizations }) => {
        const locked = await organizations.lockBySlug(slug);
        if (locked) await organizations.update({ ...locked, seats: locked.seats + 1 });
      }),
    );
    expect(await db.organizations.findBySlug(slug)).to.include({ seats: seats + 8, version: 9 });
  });

  it('is left as it was by a transaction that fails', async () => {
    const db = await openTestStores();
    const organization = await newOrganization(db);
    const failed = await db
      .transaction(async ({ organizations, audit }) => {
        await organizations.update({ ...organization, name: 'Never' });
        const { id: organizationId, seats } = organization;
        const detail = { before: { seats }, after: { seats: seats + 1 } };
        const event = { type: 'organization.seats_changed', organizationId, detail } as const;
        await audit.record({ ...event, actor: { kind: 'system' } }, start);
        throw new Error('changed my mind');
      })
      .catch((error) => error);
    expect(failed).to.have.property('message', 'changed my mind');
    expect(await db.organizations.findBySlug(organization.slug)).to.deep.equal(organization);
    const rows = await db.sql('SELECT 1 FROM audit_events WHERE organization_id = $1', [organization.id]);
    expect(rows).to.deep.equal([]);
  });
});

describe('seats, members and invitations in the database', () => {
  it('count members, suspended ones too, and invitations until they expire', async () => {
    const db = await openTestStores();
    const organization = await newOrganization(db);
    await newMember(db, organization, await newUser(db));
    await newMember(db, organization, await newUser(db), { suspended: 'by_admin' });
    await db.invitations.add(invitationTo(organization));
    await db.invitations.add(invitationTo(organization, { expiresAt: later(60) }));
    expect(await db.seats.inUse(organization.id, start)).to.equal(4);
    expect(await db.seats.inUse(organization.id, later(60))).to.equal(3);
    expect(await db.seats.inUse(randomUUID(), start)).to.equal(0);
  });

  it('have one row for a member, which a second save changes, and one for an invitation, which a new link changes', async () => {
    const db = await openTestStores();
    const [organization, user] = [await newOrganization(db), await newUser(db)];
    await newMember(db, organization, user);
    const member = await newMember(db, organization, user, { role: 'admin', override: 'required' });
    expect(await db.members.find(organization.id, user.id)).to.deep.equal(member);
    const invitation = invitationTo(organization);
    await db.invitations.add(invitation);
    const renewed = { ...invitation, role: 'admin', tokenHash: Buffer.alloc(32, 5) } as const;
    await db.invitations.renew(renewed, new Date());
    const found = await db.invitations.findFor(organization.id, invitation.email);
    expect(found).to.deep.equal(renewed);
    expect(await db.seats.inUse(organization.id, start)).to.equal(2);
  });

  it('count owners who are active', async () => {
    const db = await openTestStores();
    const organization = await newOrganization(db);
    for (const over of [
      { role: 'owner' },
      { role: 'owner', suspended: 'by_rule' },
      { role: 'admin' },
    ] as const)
      await newMember(db, organization, await newUser(db), over);
    expect(await db.members.activeOwners(organization.id)).to.equal(1);
  });

  it('name whoever has no factor of an allowed kind, the exempt and suspended apart', async () => {
    const db = await openTestStores();
    const organization = await newOrganization(db);
    const join = async (over: Partial<Member> = {}) => {
      const user = await newUser(db);
      await newMember(db, organization, user, over);
      return user;
    };
    const [ann, bob, safe] = [await join(), await join(), await join()];
    await join({ override: 'exempt' });
    await join({ suspended: 'by_rule' });
    await newTotp(db, safe.id);
    const unprotected = (kind: FactorKind) =>
      db.memberLists.unprotected(organization.id, { factors: [kind], minimumLevel: 2 }, start);
    expect(await unprotected('totp')).to.deep.equal([ann.email, bob.email].sort());
    expect(await unprotected('webauthn')).to.deep.equal([ann.email, bob.email, safe.email].sort());
  });
});

describe('clients and environments in the database', () => {
  it('come back as they were written, a client with its environment', async () => {
    const db = await openTestStores();
    const name = `env-${randomUUID()}`;
    const environment = { name, mfa: 'pilot', pilot: { users: ['ann@acme.example'], percent: 5 } } as const;
    await db.environments.save(environment);
    const organization = await newOrganization(db);
    const client = sampleClient({ environment: name, organizationId: organization.id });
    await db.clients.save(client);
    expect(await db.environments.find(name)).to.deep.equal(environment);
    expect(await db.clients.find(client.clientId)).to.deep.equal({ client, environment, lastUsedOn: null });
  });

  it('are changed by a second save, which keeps when they were made', async () => {
    const db = await openTestStores();
    const client = sampleClient();
    await db.clients.save(client);
    const changed = { ...client, firstParty: false, requireLevel: null, requireMfaMaxAgeSeconds: null };
    await db.clients.save({ ...changed, createdAt: later(60) });
    expect((await db.clients.find(client.clientId))?.client).to.deep.equal(changed);
  });

  it('know production, which is on, from the beginning', async () => {
    const db = await openTestStores();
    const production = { name: 'production', mfa: 'on', pilot: { users: [], percent: 0 } };
    expect(await db.environments.find('production')).to.deep.equal(production);
    expect(await db.environments.find(randomUUID())).to.equal(null);
  });

  it('keep the secret of a client unreadable, and a client whose seal is broken is unknown', async () => {
    const db = await openTestStores();
    const client = sampleClient();
    await db.clients.save(client);
    const [row] = await db.sql<{ metadata: Buffer }>('SELECT metadata FROM clients WHERE client_id = $1', [
      client.clientId,
    ]);
    expect(row?.metadata.includes('marked-client-secret')).to.equal(false);
    await db.sql(`UPDATE clients SET metadata = '\\x01' WHERE client_id = $1`, [client.clientId]);
    expect(await db.clients.find(client.clientId)).to.equal(null);
    await forget(db, client.clientId);
  });

  it('know no client of an impossible name', async () => {
    const db = await openTestStores();
    for (const id of ['nul\0', '', randomUUID()]) expect(await db.clients.find(id)).to.equal(null);
  });

  it('find those of many that they find one by one', async () => {
    const db = await openTestStores();
    const [one, other, broken] = [sampleClient(), sampleClient(), sampleClient()];
    for (const client of [one, other, broken]) await db.clients.save(client);
    await db.sql(`UPDATE clients SET metadata = '\\x01' WHERE client_id = $1`, [broken.clientId]);
    const found = await db.clients.findAll([
      other.clientId,
      'nul\0',
      broken.clientId,
      randomUUID(),
      one.clientId,
    ]);
    expect(found).to.have.deep.members([
      await db.clients.find(one.clientId),
      await db.clients.find(other.clientId),
    ]);
    expect(await db.clients.findAll([])).to.deep.equal([]);
    await forget(db, broken.clientId);
  });

  it('refuse a client of an environment that does not exist', async () => {
    const db = await openTestStores();
    const saved = await db.clients.save(sampleClient({ environment: randomUUID() })).catch((error) => error);
    expect(saved).to.be.instanceOf(StatementFailed).with.property('constraint', 'clients_environment_fk');
  });
});
