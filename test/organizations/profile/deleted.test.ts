import { expect } from 'chai';
import { verifyChain } from '../../../src/audit/verify-chain.ts';
import { apiOf, operatorOf } from '../../harness/api.ts';
import { Application, redirectUri } from '../../harness/application.ts';
import { Browser } from '../../harness/browser.ts';
import { travel } from '../../harness/clock.ts';
import { createWorld, everyoneNow, passPassword, seed, signIn } from '../../harness/world.ts';
import {
  anotherOrganization,
  isSignedIn,
  linkTo,
  organizationsOf,
} from '../../self-service/support/people.ts';
import { refusedWith } from '../../sign-in/support/refused.ts';
import { race } from '../../storage/support/samples.ts';

describe('an organization that the operator deletes', () => {
  it('ruling 6: takes along none of the ends that it has made: a session that its deadline ended stays ended', async () => {
    const world = await createWorld();
    const { application, mina, slug } = world;
    const { answer } = await signIn(application, mina);
    const tokens = await application.redeem(answer);
    travel(1);
    const deadline = new Date(Date.now() + 60_000).toISOString();
    const policy = { required: 'everyone', activation: { deadline }, sessions: 'end_at_deadline' };
    const saved = await (await operatorOf(world)).put(`/organizations/${slug}/enforcement`, policy);
    expect(saved.status, JSON.stringify(saved.body)).to.equal(200);
    travel(61);
    expect((await (await operatorOf(world)).delete(`/organizations/${slug}`)).status).to.equal(204);
    expect(await refusedWith(application.refresh(tokens.refresh_token ?? ''))).to.equal('invalid_grant');
  });

  it('is gone with its memberships, invitations, domains and clients; people and what they have elsewhere stay', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { server, slug, tomas, application } = world;
    const other = await anotherOrganization(world, null, [{ email: tomas.email, role: 'member' }]);
    const clientId = `${slug}-own`;
    const client_secret = `secret-of-${clientId}`;
    const own = {
      client_id: clientId,
      client_secret,
      redirect_uris: [redirectUri],
      organization: slug,
      first_party: true,
    };
    await seed(server, { clients: [own] });
    const owner = await apiOf(world, world.olivia);
    await owner.post(`/organizations/${slug}/invitations`, { email: `new@${slug}.example`, role: 'member' });
    const link = await linkTo(world, `new@${slug}.example`, '/invitations/');
    const parameters = { scope: 'openid offline_access organization', prompt: 'consent' };
    const { browser, answer } = await signIn(application, tomas, { parameters });
    const tokens = await application.redeem(
      answer.name === 'consent' ? await browser.submit(answer) : answer,
    );
    const api = await apiOf(world, tomas, { step: 1 });
    const { db } = server.countersign;
    const id = (await db.organizations.findBySlug(slug))?.id ?? '';
    const operator = await operatorOf(world);
    expect((await operator.delete(`/organizations/${slug}`)).status).to.equal(204);
    for (const path of ['', '/members', '/enforcement']) {
      expect((await operator.get(`/organizations/${slug}${path}`)).status, path).to.equal(404);
      expect((await owner.get(`/organizations/${slug}${path}`)).status, path).to.equal(404);
    }
    expect(await organizationsOf(api)).to.deep.equal([other]);
    expect((await new Browser().open(link)).status).to.equal(410);
    expect(await db.domains.find(`${slug}.example`)).to.equal(null);
    expect(await db.clients.find(clientId)).to.equal(null);
    expect(await refusedWith(application.refresh(tokens.refresh_token ?? ''))).to.equal('invalid_grant');
    expect(await isSignedIn(world, browser)).to.equal(true);
    expect((await passPassword(application, world.mina)).answer.location).to.include('code=');
    await server.countersign.extendChains();
    const report = await verifyChain(db.chains, id);
    expect(report).to.include({ ok: true });
    const { events } = await db.activity.list(id, {}, { limit: 200, before: null });
    const [deleted, client, ...rest] = events;
    expect([deleted?.type, deleted?.detail]).to.deep.equal(['organization.deleted', { slug, members: 3 }]);
    expect([client?.type, client?.detail]).to.deep.equal(['client.deleted', { client: clientId }]);
    expect(rest.slice(0, 3).map(({ type, detail }) => [type, detail.reason])).to.deep.equal(
      Array(3).fill(['member.removed', 'organization_deleted']),
    );
    const roles = rest.slice(0, 3).map(({ detail }) => (detail.before as { role?: string }).role);
    expect(roles.toSorted()).to.deep.equal(['member', 'member', 'owner']);
  });

  it('leaves no application that was registered with it', async () => {
    const world = await createWorld();
    const clientId = `${world.slug}-own`;
    const client_secret = `secret-of-${clientId}`;
    const own = {
      client_id: clientId,
      client_secret,
      redirect_uris: [redirectUri],
      organization: world.slug,
    };
    await seed(world.server, { clients: [own] });
    const application = await Application.discover(world.server.issuer, clientId, client_secret);
    const operator = await operatorOf(world);
    await operator.delete(`/organizations/${world.slug}`);
    expect((await application.start(new Browser())).status).to.equal(400);
  });

  it('is deleted once of several at a time, also while its members change', async () => {
    const world = await createWorld();
    const operator = await operatorOf(world);
    const owner = await apiOf(world, world.olivia);
    const mina = (await world.server.countersign.db.people.byEmail(world.mina.email))?.user.id;
    const path = `/organizations/${world.slug}`;
    const answers = await race(6, (index) => {
      if (index < 3) return operator.delete(path);
      return owner.patch(`${path}/members/${mina}`, { override: index % 2 === 0 ? 'required' : 'inherit' });
    });
    const statuses = answers.slice(0, 3).map(({ status }) => status);
    expect(statuses.toSorted()).to.deep.equal([204, 404, 404]);
    for (const { status } of answers.slice(3)) expect(status).to.be.oneOf([200, 404]);
  });

  it('lets its slug be used again, by an organization of which nobody is a member yet', async () => {
    const world = await createWorld();
    const operator = await operatorOf(world);
    await operator.delete(`/organizations/${world.slug}`);
    expect((await operator.post('/organizations', { slug: world.slug, name: 'New' })).status).to.equal(201);
    const owner = await apiOf(world, world.olivia);
    expect((await owner.get(`/organizations/${world.slug}`)).status).to.equal(404);
    expect((await operator.get(`/organizations/${world.slug}/members`)).body.items).to.deep.equal([]);
  });
});
