import { expect } from 'chai';
import { auditOfOrganization } from '../../attacks/support/audit-rows.ts';
import { type ApiClient, apiOf, operatorOf } from '../../harness/api.ts';
import { Browser } from '../../harness/browser.ts';
import { travel } from '../../harness/clock.ts';
import { follow, invite, joinAnew, mailedLink, membersOf, signInAt } from '../../harness/invitations.ts';
import { deliver } from '../../harness/mails.ts';
import { createWorld, password, seed, signIn, type World } from '../../harness/world.ts';

describe('invitations', () => {
  let world: World;
  let api: ApiClient;
  let path: string;

  beforeEach(async () => {
    world = await createWorld();
    api = await apiOf(world, world.olivia);
    path = `/organizations/${world.slug}/invitations`;
  });

  const address = (local: string) => `${local}@${world.slug}.example`;

  it('D14, D15: are listed while they are pending, page by page, without their links', async () => {
    for (const local of ['nora', 'otto', 'paul'])
      await invite(world, api, { email: address(local), role: 'admin' });
    const first = await api.get(`${path}?limit=2`);
    expect(first.body.items).to.have.length(2);
    const second = await api.get(`${path}?limit=2&cursor=${first.body.next}`);
    expect(second.body).to.include({ next: null });
    const items = [...first.body.items, ...second.body.items];
    expect(items.map(({ email }) => email)).to.deep.equal(['nora', 'otto', 'paul'].map(address));
    expect(items[0]).to.have.all.keys('id', 'email', 'role', 'created_at', 'expires_at');
    expect(Date.parse(items[0].expires_at) - Date.parse(items[0].created_at)).to.equal(
      7 * 24 * 60 * 60 * 1000,
    );
    const forged = Buffer.from('["yesterday","x"]').toString('base64url');
    expect((await api.get(`${path}?cursor=${forged}`)).status).to.equal(422);
  });

  it('D12: keep the name that is typed, its spaces as one, and none where nothing of it can be seen', async () => {
    const names = { ' Nora \u00a0 Ohm ': 'Nora Ohm', '\u2003\u00a0': null };
    for (const [index, [typed, kept]] of Object.entries(names).entries()) {
      const email = address(`nora${index}`);
      const { link } = await invite(world, api, { email });
      await follow(link, { fields: { name: typed, new_password: password } });
      const person = await world.server.countersign.db.people.byEmail(email);
      expect(person?.user).to.have.property('name', kept);
    }
  });

  it('ask nobody to sign in who is signed in with the invited address', async () => {
    const { link } = await invite(world, api, { email: world.greta.email });
    const browser = new Browser();
    const stranger = await browser.open(link);
    expect(stranger.body).to.include('You already have an account').and.include('>Sign in and join<');
    await signIn(world.application, world.greta, { browser });
    const page = await browser.open(link);
    expect(page.body)
      .to.include('You are signed in as')
      .and.include('>Join<')
      .and.not.include('Sign in and join');
    expect((await browser.submit(page)).name).to.equal('joined');
  });

  it('D15: can be sent again and withdrawn, both noted with who did it', async () => {
    const { id } = await invite(world, api, { email: address('nora') });
    const resent = await api.post(`${path}/${id}/resend`);
    expect([resent.status, resent.body.id]).to.deep.equal([200, id]);
    expect((await api.delete(`${path}/${id}`)).status).to.equal(204);
    expect((await api.get(path)).body.items).to.deep.equal([]);
    const events = (await auditOfOrganization(world.server, world.slug)).slice(-3);
    const types = ['invitation.created', 'invitation.resent', 'invitation.revoked'];
    expect(events.map(({ type }) => type)).to.deep.equal(types);
    for (const { actor, detail } of events) {
      expect(actor.kind).to.equal('user');
      expect(detail).to.deep.equal({ email: address('nora'), role: 'member' });
    }
    for (const answer of [await api.delete(`${path}/${id}`), await api.post(`${path}/x/resend`)])
      expect([answer.status, answer.body.code]).to.deep.equal([404, 'not_found']);
  });

  it('D15: for an address that is invited already are renewed, with the newer role and no further seat', async () => {
    const { id, link } = await invite(world, api, { email: address('nora') });
    const again = await invite(world, api, { email: address('nora'), role: 'admin' });
    expect(again.id).to.equal(id);
    expect((await api.get(path)).body.items).to.have.length(1);
    expect((await new Browser().open(link)).status).to.equal(410);
    await joinAnew(world.server, again.link, address('nora'));
    expect(await membersOf(world)).to.have.property(address('nora'), 'admin');
  });

  it('D16: never go to the notification address', async () => {
    await seed(world.server, {
      organizations: [{ slug: world.slug, notification_email: address('alerts') }],
    });
    const answer = await api.post(path, { email: `Alerts@${world.slug}.example` });
    expect([answer.status, answer.body.code]).to.deep.equal([409, 'notification_address']);
  });

  it('D27: of who joined the notification address is told, and then nobody else', async () => {
    await seed(world.server, {
      organizations: [{ slug: world.slug, notification_email: address('alerts') }],
    });
    const { link } = await invite(world, api, { email: address('nora') });
    await joinAnew(world.server, link, address('nora'));
    await deliver(world.server);
    const subjects = (to: string) =>
      world.server.mailbox.messages().flatMap((mail) => (mail.to === to ? [mail.subject] : []));
    expect(subjects(address('alerts')).at(-1)).to.contain('a change among the members');
    expect(subjects(world.olivia.email).join()).not.to.contain('a change among the members');
  });

  it('D14: refuse a member and an address that is none', async () => {
    const member = await api.post(path, { email: world.tomas.email });
    expect([member.status, member.body.code]).to.deep.equal([409, 'already_member']);
    expect(member.body.list).to.deep.equal([world.tomas.email]);
    for (const email of ['nora', '@x.example', 'a b@x.example', 'n@ünï.example', '', 7]) {
      const answer = await api.post(path, { email });
      expect([answer.status, answer.body.errors?.[0]?.path], String(email)).to.deep.equal([422, '/email']);
    }
    for (const body of [{ role: 'king' }, { add_seats: 0 }, { add_seats: 1.5 }, { other: 1 }])
      expect((await api.post(path, { email: address('nora'), ...body })).status).to.equal(422);
  });

  it('D24: give at most the role of who invites; members invite nobody', async () => {
    const { link } = await invite(world, api, { email: world.greta.email, role: 'admin' });
    const owners = await invite(world, api, { email: address('nora'), role: 'owner' });
    const { browser, answer } = await follow(link);
    expect((await signInAt(browser, answer, world.greta)).name).to.equal('joined');
    const admin = await apiOf(world, world.greta);
    for (const refused of [
      await admin.post(path, { email: address('otto'), role: 'owner' }),
      await admin.post(path, { email: address('nora'), role: 'member' }),
      await admin.post(`${path}/${owners.id}/resend`),
      await admin.delete(`${path}/${owners.id}`),
    ]) {
      expect([refused.status, refused.body.code]).to.deep.equal([403, 'not_allowed']);
    }
    expect((await admin.post(path, { email: address('otto'), role: 'admin' })).status).to.equal(201);
    const member = await apiOf(world, world.tomas);
    for (const refused of [await member.get(path), await member.post(path, { email: address('paul') })])
      expect(refused.status).to.equal(403);
  });

  it('A-30: of another organization do not exist', async () => {
    const other = await createWorld();
    const { id } = await invite(world, api, { email: address('nora') });
    const stranger = await apiOf(other, other.olivia);
    const foreign = `/organizations/${other.slug}/invitations/${id}`;
    for (const answer of [
      await stranger.get(path),
      await stranger.post(path, { email: address('otto') }),
      await stranger.delete(`${path}/${id}`),
      await stranger.delete(foreign),
      await stranger.post(`${foreign}/resend`),
    ]) {
      expect([answer.status, answer.body.code]).to.deep.equal([404, 'not_found']);
    }
    expect((await api.get(path)).body.items).to.have.length(1);
  });

  it('D15: from the seeding file get their link when they are sent', async () => {
    await seed(world.server, {
      organizations: [{ slug: world.slug, invitations: [{ email: address('nora') }] }],
    });
    const [{ id }] = (await api.get(path)).body.items;
    // The first is out before the second is queued: of two that go at once either may be the last.
    await deliver(world.server);
    expect((await api.post(`${path}/${id}/resend`)).status).to.equal(200);
    const link = await mailedLink(world.server, address('nora'));
    expect((await joinAnew(world.server, link, address('nora'))).name).to.equal('joined');
  });

  it('D15: to one address are limited, so that nobody’s mailbox is flooded', async () => {
    const { id } = await invite(world, api, { email: address('nora') });
    const answers = [];
    for (let count = 0; count < 12; count += 1) answers.push(await api.post(`${path}/${id}/resend`));
    const last = answers.at(-1);
    expect([last?.status, last?.body.code]).to.deep.equal([429, 'too_many_attempts']);
    expect(Number(last?.headers.get('retry-after'))).to.be.above(0);
    expect((await api.post(path, { email: address('otto') })).status).to.equal(201);
  });

  it('ruling 20: are removed when they have expired, and this is noted', async () => {
    await invite(world, api, { email: address('nora') });
    const operator = await operatorOf(world);
    expect((await operator.get(path)).body.items).to.have.length(1);
    travel(7 * 24 * 60 * 60);
    const later = await operatorOf(world);
    expect((await later.get(path)).body.items, 'at the second, no job has run').to.deep.equal([]);
    await world.server.countersign.sweep(new Date());
    const rows = await world.server.countersign.db.sql(
      'SELECT 1 FROM invitations i JOIN organizations o ON o.id = i.organization_id WHERE o.slug = $1',
      [world.slug],
    );
    expect(rows).to.deep.equal([]);
    const last = (await auditOfOrganization(world.server, world.slug)).at(-1);
    expect([last?.type, last?.detail]).to.deep.equal([
      'invitation.expired',
      { email: address('nora'), role: 'member' },
    ]);
  });
});
