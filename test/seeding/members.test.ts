import { expect } from 'chai';
import { Refusal } from '../../src/refusal/refusal.ts';
import { exportDocument } from '../../src/seeding/export.ts';
import { auditOf, auditOfOrganization } from '../attacks/support/audit-rows.ts';
import { apiOf, operatorOf } from '../harness/api.ts';
import { travel } from '../harness/clock.ts';
import { follow, invite } from '../harness/invitations.ts';
import { mailsTo } from '../harness/mails.ts';
import { changed, memberOf } from '../harness/members.ts';
import { createWorld, everyoneNow, seed, signIn, type World } from '../harness/world.ts';
import { refusedWith } from '../sign-in/support/refused.ts';

/** A file about the members of a world's organization. */
const members = ({ server, slug }: World, ...list: readonly object[]) =>
  seed(server, { organizations: [{ slug, members: list }] });

const typesOf = async ({ server, slug }: World) =>
  (await auditOfOrganization(server, slug)).map(({ type }) => type);

const subjectsTo = async ({ server }: World, email: string) =>
  (await mailsTo(server, email)).map(({ subject }) => subject);

describe('a person whom a file makes', () => {
  it('is recorded, with the app that they bring', async () => {
    const world = await createWorld();
    const told = async ({ email }: World['mina']) =>
      (await auditOf(world.server, email)).map(({ type, actor }) => [type, actor.kind]);
    const created = ['account.created', 'operator'];
    const added = ['member.added', 'operator'];
    expect(await told(world.mina)).to.have.deep.members([created, added]);
    expect(await told(world.tomas)).to.have.deep.members([
      created,
      ['authenticator.enrolled', 'operator'],
      added,
    ]);
  });
});

describe('a member whom a file adds', () => {
  it('D27: is told of, to owners and administrators who were there before, and recorded as the word of the operator', async () => {
    const world = await createWorld();
    const { olivia, greta, slug, server } = world;
    expect(await subjectsTo(world, olivia.email), 'nobody was there to be told of the first').to.deep.equal(
      [],
    );
    await members(world, { email: greta.email, role: 'admin' });
    const joined = (await auditOfOrganization(server, slug)).findLast(({ type }) => type === 'member.added');
    expect(joined?.actor).to.deep.equal({ kind: 'operator' });
    expect(joined?.detail).to.deep.equal({ before: null, after: { role: 'admin' }, reason: 'by_operator' });
    expect(await subjectsTo(world, olivia.email)).to.have.length(1);
  });

  it('ends an invitation of the same address, and takes its seat', async () => {
    const world = await createWorld({ plan: 'team' });
    const { greta, slug } = world;
    const operator = await operatorOf(world);
    expect((await operator.put(`/organizations/${slug}/seats`, { seats: 4 })).status).to.equal(200);
    const { link } = await invite(world, operator, { email: greta.email });
    await members(world, { email: greta.email });
    expect((await operator.get(`/organizations/${slug}`)).body).to.include({ seats: 4, seats_in_use: 4 });
    const events = await auditOfOrganization(world.server, slug);
    expect(events.findLast(({ type }) => type === 'invitation.revoked')?.detail).to.include({
      reason: 'member_added',
    });
    expect((await follow(link)).answer.status).to.equal(410);
  });

  it('takes a seat: without one the file is refused, at its place', async () => {
    const world = await createWorld({ plan: 'free' });
    const refusal = await members(world, { email: world.greta.email }).catch((error: unknown) => error);
    expect(refusal).to.be.instanceOf(Refusal).and.to.have.property('code', 'no_free_seat');
    expect((refusal as Refusal).detail.list).to.deep.equal([
      'organizations[0].members[0]: 3 of 3 seats are in use',
    ]);
  });

  it('ruling 19: is required to have MFA at once where the file says so, in the sessions that are open', async () => {
    const world = await createWorld();
    const { greta, application } = world;
    const { answer } = await signIn(application, greta);
    const { refresh_token: first = '' } = await application.redeem(answer);
    const { refresh_token: token = '' } = await application.refresh(first);
    travel(1);
    await members(world, { email: greta.email, override: 'required' });
    expect(await refusedWith(application.refresh(token))).to.equal('invalid_grant');
  });

  it('ruling 26: is required to have MFA again, unless the file says something else', async () => {
    for (const [override, becomes] of [
      [undefined, 'required'],
      ['inherit', 'inherit'],
    ]) {
      const world = await createWorld();
      const operator = await operatorOf(world);
      const { id } = await changed(operator, world, world.mina, { override: 'required' });
      expect((await operator.delete(`/organizations/${world.slug}/members/${id}`)).status).to.equal(204);
      await members(world, { email: world.mina.email, ...(override === undefined ? {} : { override }) });
      expect(await memberOf(operator, world.slug, world.mina)).to.include({ override: becomes });
    }
  });

  it('ruling 10: has days of grace once, as whoever joins', async () => {
    const world = await createWorld({ enforcement: { ...everyoneNow, grace_days: 9 } });
    await members(world, { email: world.greta.email });
    const [row] = await world.server.countersign.db.sql<{ grace_until: Date | null }>(
      'SELECT grace_until FROM members m JOIN users u ON u.id = m.user_id WHERE u.email = $1',
      [world.greta.email],
    );
    const days = ((row?.grace_until?.getTime() ?? 0) - Date.now()) / 86_400_000;
    expect(days).to.be.within(8.9, 9);
  });
});

describe('owners in a file', () => {
  it('change places in one step, in whichever order they stand', async () => {
    for (const turned of [false, true]) {
      const world = await createWorld();
      const swap = [
        { email: world.olivia.email, role: 'member' },
        { email: world.tomas.email, role: 'owner' },
      ];
      await members(world, ...(turned ? swap.toReversed() : swap));
      const api = await operatorOf(world);
      expect(await memberOf(api, world.slug, world.tomas)).to.include({ role: 'owner' });
      expect(await memberOf(api, world.slug, world.olivia)).to.include({ role: 'member' });
    }
  });

  it('ruling 12: are not left without one', async () => {
    const world = await createWorld();
    const refusal = await members(world, { email: world.olivia.email, role: 'member' }).catch(
      (error: unknown) => error,
    );
    expect(refusal).to.be.instanceOf(Refusal).and.to.have.property('code', 'last_owner');
    expect((refusal as Refusal).detail.list).to.deep.equal([
      `organizations[0].members[0].role: ${world.slug}`,
    ]);
    expect((await (await apiOf(world, world.olivia)).get('/me')).status).to.equal(200);
  });
});

describe('an export', () => {
  it('applied where it comes from changes nothing and mails nobody', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { server, slug, olivia, tomas } = world;
    await changed(await operatorOf(world), world, tomas, { override: 'exempt' });
    await invite(world, await operatorOf(world), { email: `nora@${slug}.example` });
    await server.countersign.sweep(new Date());
    const mailed = (await mailsTo(server, olivia.email)).length;
    const types = await typesOf(world);
    const { environments: _, clients: _all, ...exported } = await exportDocument(server.countersign.db, slug);
    const changes = await seed(server, exported);
    expect(changes.filter(({ outcome }) => outcome !== 'unchanged')).to.deep.equal([]);
    expect(await typesOf(world)).to.deep.equal(types);
    expect(await mailsTo(server, olivia.email)).to.have.length(mailed);
    expect(await mailsTo(server, `nora@${slug}.example`)).to.have.length(1);
  });

  it('of an exemption that means nothing can be applied elsewhere', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { server, slug } = world;
    const operator = await operatorOf(world);
    await changed(operator, world, world.mina, { override: 'exempt' });
    expect((await operator.put(`/organizations/${slug}/plan`, { plan: 'free' })).status).to.equal(200);
    const { organizations } = await exportDocument(server.countersign.db, slug);
    const changes = await seed(server, {
      organizations: organizations.map((each) => ({ ...each, slug: `${slug}-elsewhere`, domains: [] })),
    });
    expect(changes.map(({ outcome }) => outcome)).to.deep.equal(changes.map(() => 'created'));
    expect(await memberOf(operator, `${slug}-elsewhere`, world.mina)).to.include({ override: 'exempt' });
  });
});
