import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { Person } from '../../src/people/person.ts';
import type { OpenDb } from '../../src/stores.ts';
import {
  later,
  newMember,
  newOrganization,
  newRecoveryCodes,
  newTotp,
  newUser,
  openTestStores,
  race,
  sampleSession,
  sampleUser,
  start,
} from './support/samples.ts';

describe('a person', () => {
  it('is read with factors, codes and memberships in the order of their organizations', async () => {
    const db = await openTestStores();
    const user = await newUser(db);
    const factor = await newTotp(db, user.id);
    await newRecoveryCodes(db, user.id, 10);
    const organizations = [
      await newOrganization(db, { slug: `b-${randomUUID()}` }),
      await newOrganization(db, { slug: `a-${randomUUID()}` }),
    ];
    for (const organization of organizations) await newMember(db, organization, user);
    const person = await db.people.byId(user.id, null);
    expect(person?.factors).to.deep.equal([
      { id: factor, kind: 'totp', nickname: 'app', confirmedAt: start, lastUsedAt: null },
    ]);
    expect(person?.recoveryCodesLeft).to.equal(10);
    expect(person?.memberships.map(({ organization }) => organization)).to.deep.equal(
      organizations.toReversed(),
    );
    expect(person?.session).to.equal(null);
  });

  it('has their factors in the order in which they were set up, however they are used', async () => {
    const db = await openTestStores();
    const user = await newUser(db);
    const ids = [await newTotp(db, user.id), await newTotp(db, user.id)].toSorted();
    const shown = async () => (await db.people.byId(user.id, null))?.factors.map(({ id }) => id);
    // Both at the same instant, so that their ids decide.
    expect(await shown()).to.deep.equal(ids);
    for (const id of ids) {
      await db.sql('UPDATE authenticators SET last_used_at = now() WHERE id = $1', [id]);
      expect(await shown(), id).to.deep.equal(ids);
    }
  });

  it('has every field of a membership as it was written', async () => {
    const db = await openTestStores();
    const user = await newUser(db);
    const member = await newMember(db, await newOrganization(db), user, {
      role: 'owner',
      override: 'exempt',
      overrideSetAt: later(1),
      overrideReason: 'lost phone',
      exemptUntil: later(2),
      suspended: 'by_admin',
      graceUntil: later(3),
    });
    expect((await db.people.byId(user.id, null))?.memberships[0]?.member).to.deep.equal(member);
  });

  it('who is unknown is null', async () => {
    const db = await openTestStores();
    expect(await db.people.byId(randomUUID(), null)).to.equal(null);
    expect(await db.people.byEmail(sampleUser().email)).to.equal(null);
  });

  it('is managed by their only organization, and by none of two', async () => {
    const db = await openTestStores();
    const user = await newUser(db);
    const managed = async () => (await db.people.byId(user.id, null))?.memberships.map((m) => m.managesUser);
    await newMember(db, await newOrganization(db), user);
    expect(await managed()).to.deep.equal([true]);
    await newMember(db, await newOrganization(db), user);
    expect(await managed()).to.deep.equal([false, false]);
  });

  it('is managed among several by the one that owns exactly the domain of their address', async () => {
    const db = await openTestStores();
    const domain = `${randomUUID()}.example`;
    const user = await newUser(db, { email: `ann@${domain}` });
    const stranger = await newUser(db, { email: `ann@sub.${domain}` });
    const [owning, other] = [await newOrganization(db), await newOrganization(db)];
    await db.domains.add({
      domain,
      organizationId: owning.id,
      verifiedAt: start,
      verifiedBy: 'operator',
    });
    for (const person of [user, stranger])
      for (const organization of [owning, other]) await newMember(db, organization, person);
    const managing = async (id: string) =>
      (await db.people.byId(id, null))?.memberships
        .filter(({ managesUser }) => managesUser)
        .map(({ organization }) => organization.id);
    expect(await managing(user.id)).to.deep.equal([owning.id]);
    expect(await managing(stranger.id)).to.deep.equal([]);
  });

  it('whose organization has a policy that cannot be read is told so, instead of none', async () => {
    const db = await openTestStores();
    const user = await newUser(db);
    const organization = await newOrganization(db);
    await newMember(db, organization, user);
    await db.sql(`UPDATE organizations SET enforcement = '{"required":"maybe"}' WHERE id = $1`, [
      organization.id,
    ]);
    expect((await db.people.byId(user.id, null))?.memberships[0]?.organization.enforcement).to.equal(
      'unreadable',
    );
    expect(await db.organizations.findBySlug(organization.slug)).to.have.property(
      'enforcement',
      'unreadable',
    );
  });
});

function open(db: OpenDb, uid: string, userId: string, record = sampleSession): Promise<Person | null> {
  return db.sessions.open({ uid, userId, record, expiresAt: later(3600) }, { deviceId: null });
}

describe('a session record', () => {
  it('is read with its person and with nobody else, and its uid is not in the table', async () => {
    const db = await openTestStores();
    const [owner, other] = [await newUser(db), await newUser(db)];
    const uid = randomUUID();
    const proofs = { ...sampleSession.proofs, totpId: await newTotp(db, owner.id) };
    const record = { ...sampleSession, proofs };
    const opened = await open(db, uid, owner.id, record);
    expect(opened).to.deep.equal({ ...(await db.people.byId(owner.id, null)), session: record });
    expect((await db.people.byId(owner.id, uid))?.session).to.deep.equal(record);
    expect((await db.people.byId(other.id, uid))?.session).to.equal(null);
    expect((await db.people.byId(owner.id, randomUUID()))?.session).to.equal(null);
    const rows = await db.sql('SELECT s::text FROM session_records s WHERE user_id = $1', [owner.id]);
    expect(rows).to.have.length(1);
    expect(JSON.stringify(rows)).not.to.contain(uid);
  });

  it('is the latest that was written for its uid, one row however many write', async () => {
    const db = await openTestStores();
    const [user, uid] = [await newUser(db), randomUUID()];
    const write = (epoch: number) => open(db, uid, user.id, { ...sampleSession, userEpoch: epoch });
    await race(10, write);
    await write(77);
    expect((await db.people.byId(user.id, uid))?.session?.userEpoch).to.equal(77);
    expect(await db.sql('SELECT 1 FROM session_records WHERE user_id = $1', [user.id])).to.have.length(1);
  });

  it('keeps until when prompts are suppressed, as long as user and epoch stay', async () => {
    const db = await openTestStores();
    const [user, other, uid] = [await newUser(db), await newUser(db), randomUUID()];
    const suppressed = async () => (await db.people.byId(user.id, uid))?.session?.suppressed;
    await open(db, uid, user.id, { ...sampleSession, suppressed: {} });
    await db.sessions.suppress(uid, { acme: 1, globex: 2 });
    await db.sessions.suppress(uid, { acme: 3 });
    await open(db, uid, user.id, { ...sampleSession, suppressed: {} });
    expect(await suppressed()).to.deep.equal({ acme: 3, globex: 2 });
    await open(db, uid, user.id, { ...sampleSession, suppressed: {}, userEpoch: 1 });
    expect(await suppressed()).to.deep.equal({});
    await db.sessions.suppress(uid, { acme: 3 });
    await open(db, uid, other.id, { ...sampleSession, suppressed: {}, userEpoch: 1 });
    expect((await db.people.byId(other.id, uid))?.session?.suppressed).to.deep.equal({});
  });

  it('of an account that is gone is not written', async () => {
    const db = await openTestStores();
    expect(await open(db, randomUUID(), randomUUID())).to.equal(null);
  });

  it('was seen last at the latest of its visits, in whatever order they are noted', async () => {
    const db = await openTestStores();
    const [user, uid] = [await newUser(db), randomUUID()];
    await open(db, uid, user.id);
    await db.sessions.touch(uid, later(30));
    await db.sessions.touch(uid, later(20));
    expect((await db.people.byId(user.id, uid))?.session?.lastSeenAt).to.deep.equal(later(30));
  });

  it('that cannot be read is as good as none', async () => {
    const db = await openTestStores();
    const [user, uid] = [await newUser(db), randomUUID()];
    await open(db, uid, user.id);
    await db.sql(`UPDATE session_records SET proofs = '{"totpAt":"yesterday"}' WHERE user_id = $1`, [
      user.id,
    ]);
    const person = await db.people.byId(user.id, uid);
    expect(person?.user.id).to.equal(user.id);
    expect(person?.session).to.equal(null);
  });
});
