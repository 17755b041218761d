import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { apiOf, operatorOf } from '../harness/api.ts';
import { Application, redirectUri } from '../harness/application.ts';
import { Browser } from '../harness/browser.ts';
import { invite, mailedLink } from '../harness/invitations.ts';
import { deliver, forgetPassword, mailedLink as linkMailedTo, mailsTo } from '../harness/mails.ts';
import { createWorld, passPassword, seed, type World } from '../harness/world.ts';
import { leftOf } from './support/left-of.ts';

const erase = async (world: World, email: string) => {
  const { status } = await (await operatorOf(world)).delete(`/users/${encodeURIComponent(email)}`);
  expect(status).to.equal(204);
};

/** A client in an environment where only these people are asked for a second factor. */
async function pilotOf(world: World, users: readonly string[]): Promise<Application> {
  const id = `pilot-${randomUUID().slice(0, 8)}`;
  const client = { client_id: id, client_secret: id, redirect_uris: [redirectUri], first_party: true };
  const operator = await operatorOf(world);
  const set = await operator.put(`/environments/${id}`, { mfa: 'pilot', pilot: { users, percent: 0 } });
  expect(set.status).to.be.oneOf([200, 201]);
  await seed(world.server, { clients: [{ ...client, environment: id }] });
  return Application.discover(world.server.issuer, id, id);
}

describe('erasing a person leaves to others what is theirs', () => {
  it('also where the erased one had asked for their address: pilot, invitation, log', async () => {
    const world = await createWorld();
    const { db } = world.server.countersign;
    const owner = await apiOf(world, world.olivia);
    const application = await pilotOf(world, [world.tomas.email]);
    const invited = `nora@${world.slug}.example`;
    const { link } = await invite(world, owner, { email: invited });
    const greta = await apiOf(world, world.greta);
    for (const new_email of [world.tomas.email, invited]) {
      const asked = await greta.post('/me/email', { password: world.greta.password, new_email });
      expect(asked.status, new_email).to.equal(200);
    }
    const mailsBefore = (await mailsTo(world.server, invited)).length;
    await erase(world, world.greta.email);
    expect((await passPassword(application, world.tomas)).answer.name).to.equal('challenge');
    expect((await fetch(link)).status).to.equal(200);
    expect(await mailsTo(world.server, invited)).to.have.length(mailsBefore);
    const { body } = await owner.get(`/organizations/${world.slug}/activity?limit=200`);
    const types = body.items.map((each: { type: string }) => each.type);
    expect(types).to.include('invitation.created').and.not.to.include.members(['account.erased']);
    expect(JSON.stringify(body)).to.include(invited);
    expect(await leftOf(db, [world.greta.email])).to.deep.equal([]);
  });

  it('also where they have the address that the erased one had before', async () => {
    const world = await createWorld();
    const { db } = world.server.countersign;
    const before = world.tomas.email;
    const person = await db.people.byEmail(before);
    await db.accounts.changeEmail(person?.user.id ?? '', `tomas.new@${world.slug}.example`, new Date());
    const detail = { before, after: `tomas.new@${world.slug}.example` };
    const event = { type: 'account.email_changed', actor: { kind: 'system' }, detail } as const;
    await db.audit.record({ ...event, userId: person?.user.id ?? '' }, new Date());
    await seed(world.server, {
      users: [{ email: before, email_verified: true, password: world.tomas.password }],
    });
    const other = await createWorld();
    const { link } = await invite(other, await apiOf(other, other.olivia), { email: before });
    await erase(world, `tomas.new@${world.slug}.example`);
    expect((await fetch(link)).status).to.equal(200);
    expect(await mailedLink(other.server, before)).to.equal(link);
    expect((await leftOf(db, [before])).length).to.be.above(0);
  });

  it('also where their address ends like the erased one', async () => {
    const world = await createWorld();
    const domain = `${world.slug}.example`;
    await seed(world.server, {
      users: ['mia', 'a'].map((name) => ({ email: `${name}@${domain}`, email_verified: true })),
    });
    await deliver(world.server);
    await forgetPassword(world.server, `mia@${domain}`);
    await erase(world, `a@${domain}`);
    expect(
      (await mailsTo(world.server, `mia@${domain}`)).map(({ text }) => /reset/.test(text)),
    ).to.deep.equal([true]);
  });

  it('tells the administrators of an organization that was told of things at the erased address, and says it nowhere', async () => {
    const world = await createWorld();
    const { db } = world.server.countersign;
    const owner = await apiOf(world, world.olivia);
    const path = `/organizations/${world.slug}`;
    expect((await owner.patch(path, { notification_email: world.tomas.email })).status).to.equal(200);
    const { version } = (await db.organizations.findBySlug(world.slug)) ?? {};
    await erase(world, world.tomas.email);
    expect((await owner.get(path)).body.notification_email).to.equal(null);
    expect((await db.organizations.findBySlug(world.slug))?.version).to.equal((version ?? 0) + 1);
    const { body } = await owner.get(`${path}/activity?type=organization.updated`);
    expect(body.items[0].actor.kind).to.equal('system');
    expect(body.items[0].detail).to.deep.equal({ before: {}, after: { notificationEmail: null } });
    expect(await leftOf(db, [world.tomas.email])).to.deep.equal([]);
  });
});

describe('that somebody was erased', () => {
  it('stands once in each log in which something was erased, and once in that of none', async () => {
    const world = await createWorld();
    const { db } = world.server.countersign;
    const logsOf = async (email: string) => {
      const id = (await db.people.byEmail(email))?.user.id;
      await erase(world, email);
      const rows = await db.sql<{ organization_id: string | null }>(
        "SELECT organization_id FROM audit_events WHERE user_id = $1 AND type = 'account.erased'",
        [id],
      );
      return rows.map(({ organization_id }) => organization_id);
    };
    const { id } = (await db.organizations.findBySlug(world.slug)) ?? {};
    // An event of none with something personal in it, and one of the organization.
    await passPassword(world.application, { ...world.tomas, password: 'not the right passphrase' });
    const userId = (await db.people.byEmail(world.tomas.email))?.user.id;
    const change = { override: 'required', reason: 'Tomas asked for it' };
    const owner = await apiOf(world, world.olivia);
    await owner.patch(`/organizations/${world.slug}/members/${userId}`, change);
    expect((await logsOf(world.tomas.email)).toSorted()).to.have.members([null, id]);
    const email = `untouched@${world.slug}.example`;
    await seed(world.server, { users: [{ email }] });
    expect(await logsOf(email)).to.deep.equal([null]);
  });
});

describe('whoever changes their address', () => {
  it('stays in a pilot', async () => {
    const world = await createWorld();
    const application = await pilotOf(world, [world.tomas.email, world.mina.email]);
    const email = `tomas.new@${world.slug}.example`;
    const asked = { password: world.tomas.password, new_email: email };
    expect((await (await apiOf(world, world.tomas)).post('/me/email', asked)).status).to.equal(200);
    const link = await linkMailedTo(world.server, email, '/account/email/');
    expect((await new Browser().post(link, {})).location).to.match(/\/account\/email\/changed$/);
    for (const person of [{ ...world.tomas, email }, world.olivia])
      expect((await passPassword(application, person)).answer.name === 'challenge', person.email).to.equal(
        person.email === email,
      );
  });
});
