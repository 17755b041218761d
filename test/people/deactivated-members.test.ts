import { expect } from 'chai';
import { stringify } from 'yaml';
import { Refusal } from '../../src/refusal/refusal.ts';
import { exportDocument } from '../../src/seeding/export.ts';
import { apiOf, operatorOf } from '../harness/api.ts';
import { follow, invite, membersOf, signInAt } from '../harness/invitations.ts';
import { choosePassword, mailedLink, mailsTo } from '../harness/mails.ts';
import { idOf, joinedBy, memberPath, patchMember, saying } from '../harness/members.ts';
import { createWorld, passPassword, seed, type TestPerson, type World } from '../harness/world.ts';
import { setClosed } from './support/closed.ts';

const userPath = ({ email }: TestPerson) => `/users/${encodeURIComponent(email)}`;

async function versionOf({ server }: World, { email }: TestPerson): Promise<unknown> {
  return server.countersign.db.sql('SELECT epoch, deactivated_at FROM users WHERE email = $1', [email]);
}

describe('deactivating members of organizations', () => {
  it('ruling 12: is refused for the last owner who can act, and a deactivated one does not count', async () => {
    const world = await createWorld();
    const { other } = await joinedBy(world, { other: 'owner' });
    const operator = await setClosed(world, other);
    const before = await versionOf(world, world.olivia);
    const refused = await operator.patch(userPath(world.olivia), { deactivated: true, name: 'Not this' });
    expect([...saying(refused), refused.body.list]).to.deep.equal([409, 'last_owner', [world.slug]]);
    expect(await versionOf(world, world.olivia)).to.deep.equal(before);
    expect((await operator.get(userPath(world.olivia))).body.name).to.equal('Olivia');
    const demoted = await patchMember(operator, world, world.olivia, { role: 'member' });
    expect(saying(demoted)).to.deep.equal([409, 'last_owner']);
    await setClosed(world, other, false);
    await setClosed(world, world.olivia);
  });

  it('of two owners at the same moment lets one happen', async () => {
    const world = await createWorld();
    const { other } = await joinedBy(world, { other: 'owner' });
    const operator = await operatorOf(world);
    const answers = await Promise.all(
      [world.olivia, other].map((each) => operator.patch(userPath(each), { deactivated: true })),
    );
    expect(answers.map(({ status }) => status).toSorted()).to.deep.equal([200, 409]);
  });

  it('keeps membership and seat, and does not hold up who has to be protected', async () => {
    const world = await createWorld();
    const operator = await operatorOf(world);
    const enforcement = `/organizations/${world.slug}/enforcement`;
    const before = (await operator.get(`/organizations/${world.slug}`)).body.seats_in_use;
    const early = await operator.put(enforcement, { preset: 'everyone-ready' });
    expect([...saying(early), early.body.list]).to.deep.equal([
      409,
      'members_not_protected',
      [world.mina.email],
    ]);
    await setClosed(world, world.mina);
    expect((await operator.get(`/organizations/${world.slug}`)).body.seats_in_use).to.equal(before);
    expect(await membersOf(world)).to.have.property(world.mina.email, 'member');
    const preview = await operator.post(`${enforcement}/preview`, { preset: 'everyone-ready' });
    expect(preview.body.not_protected).to.deep.equal([]);
    expect((await operator.put(enforcement, { preset: 'everyone-ready' })).status).to.equal(200);
  });

  it('revokes what they have sent, and lets them accept nothing', async () => {
    const world = await createWorld();
    const { admin } = await joinedBy(world, { admin: 'admin' });
    const sent = await invite(world, await apiOf(world, admin), { email: `eve@${world.slug}.example` });
    const own = await invite(world, await operatorOf(world), { email: world.greta.email });
    await setClosed(world, admin);
    await setClosed(world, world.greta);
    expect((await follow(sent.link)).answer.name).to.not.equal('join');
    const { browser, answer } = await follow(own.link);
    expect((await signInAt(browser, answer, world.greta)).name).to.equal('password');
    expect(await membersOf(world)).to.not.have.property(world.greta.email);
  });

  it('in two organizations revokes what they have sent in both, and is refused for the last owner of either', async () => {
    const world = await createWorld();
    const { admin } = await joinedBy(world, { admin: 'admin' });
    const second = `${world.slug}-two`;
    const members = [{ email: admin.email, role: 'owner' }];
    await seed(world.server, { organizations: [{ slug: second, plan: 'team', members }] });
    const operator = await operatorOf(world);
    const refused = await operator.patch(userPath(admin), { deactivated: true });
    expect([...saying(refused), refused.body.list]).to.deep.equal([409, 'last_owner', [second]]);
    await seed(world.server, {
      organizations: [{ slug: second, members: [{ email: world.olivia.email, role: 'owner' }] }],
    });
    const api = await apiOf(world, admin);
    const links = [];
    for (const slug of [world.slug, second])
      links.push((await invite({ ...world, slug }, api, { email: `eve@${slug}.example` })).link);
    await setClosed(world, admin);
    for (const link of links) expect((await follow(link)).answer.status, link).to.equal(410);
  });

  it('D27: mails them nothing of what is told to administrators', async () => {
    const world = await createWorld();
    const { admin } = await joinedBy(world, { admin: 'admin' });
    const operator = await setClosed(world, admin);
    const [before, told] = await Promise.all(
      [admin, world.olivia].map(async ({ email }) => (await mailsTo(world.server, email)).length),
    );
    const removed = await operator.delete(await memberPath(world, world.mina));
    expect(removed.status).to.equal(204);
    expect(await mailsTo(world.server, world.olivia.email)).to.have.length((told ?? 0) + 1);
    expect(await mailsTo(world.server, admin.email)).to.have.length(before ?? 0);
  });

  for (const users of ['named', 'all'] as const)
    it(`L4: an order of new passwords (${users}) counts for them too, and mails them no link`, async () => {
      const world = await createWorld({ plan: 'team' });
      const { server, application, mina } = world;
      const operator = await setClosed(world, mina);
      const mails = (await mailsTo(server, mina.email)).length;
      const ordered = await operator.post(`/organizations/${world.slug}/password-resets`, {
        users: users === 'all' ? users : [mina.email],
      });
      expect(ordered.body).to.deep.include({ ordered: users === 'all' ? 3 : 1, skipped_count: 0 });
      expect(await mailsTo(server, mina.email)).to.have.length(mails);
      await setClosed(world, mina, false);
      expect((await passPassword(application, mina)).answer.name).to.equal('password');
      const renewed = { ...mina, password: 'seventeen quiet otters' };
      await choosePassword(await mailedLink(server, mina.email, '/password/reset/'), renewed.password);
      expect((await passPassword(application, renewed)).answer.name).to.equal('mailbox');
    });

  it('is nobody else’s, not even an owner’s, and touches nobody else', async () => {
    const [world, other] = [await createWorld(), await createWorld()];
    const owner = await apiOf(world, world.olivia);
    const own = await versionOf(world, world.olivia);
    for (const path of [userPath(world.tomas), `/users/${await idOf(world, world.tomas)}`]) {
      expect(saying(await owner.patch(path, { deactivated: true }))).to.deep.equal([
        403,
        'insufficient_scope',
      ]);
      expect(saying(await owner.get(path))).to.deep.equal([403, 'insufficient_scope']);
    }
    const foreign = await versionOf(other, other.tomas);
    await setClosed(world, world.tomas);
    expect(await versionOf(world, world.olivia)).to.deep.equal(own);
    expect(await versionOf(other, other.tomas)).to.deep.equal(foreign);
    expect((await passPassword(other.application, other.tomas)).answer.name).to.equal('challenge');
  });
});

describe('a seeding file that deactivates', () => {
  const file = ({ email }: TestPerson, fields: Record<string, unknown>) => ({
    users: [{ email, ...fields }],
  });

  it('closes and opens by its word alone, and export says so', async () => {
    const { server, slug, tomas } = await createWorld();
    const exported = async () => {
      const { users } = await exportDocument(server.countersign.db, slug);
      return users.find(({ email }) => email === tomas.email);
    };
    const isClosed = async () =>
      (await server.countersign.db.people.byEmail(tomas.email))?.user.deactivatedAt !== null;
    const outcome = async (fields: Record<string, unknown>) =>
      (await seed(server, file(tomas, fields))).map((each) => each.outcome);
    expect(await exported()).to.not.have.property('deactivated');
    expect(await outcome({ deactivated: true })).to.deep.equal(['updated']);
    expect([await isClosed(), (await exported())?.deactivated]).to.deep.equal([true, true]);
    expect(await outcome({ deactivated: true })).to.deep.equal(['unchanged']);
    expect(await outcome({ name: 'Tom' })).to.deep.equal(['updated']);
    expect(await isClosed()).to.equal(true);
    expect(await outcome({ deactivated: false })).to.deep.equal(['updated']);
    expect(await isClosed()).to.equal(false);
    expect(await outcome({ deactivated: false })).to.deep.equal(['unchanged']);
  });

  it('hands an organization over in the same file, and is refused where no owner is left', async () => {
    const world = await createWorld();
    const { server, slug, olivia, tomas } = world;
    const refused = await seed(server, file(olivia, { deactivated: true })).catch((reason) => reason);
    expect(refused).to.be.instanceOf(Refusal);
    expect([refused.code, refused.detail.list]).to.deep.equal([
      'last_owner',
      [`users[0].deactivated: ${slug}`],
    ]);
    const members = [{ email: tomas.email, role: 'owner' }];
    await seed(server, { ...file(olivia, { deactivated: true }), organizations: [{ slug, members }] });
    expect((await server.countersign.db.people.byEmail(olivia.email))?.user.deactivatedAt).to.be.instanceOf(
      Date,
    );
    expect(stringify(await exportDocument(server.countersign.db, slug))).to.include('deactivated: true');
  });
});
