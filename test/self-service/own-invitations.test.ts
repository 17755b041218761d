import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { apiOf } from '../harness/api.ts';
import { Browser } from '../harness/browser.ts';
import { travel } from '../harness/clock.ts';
import { invite, membersOf } from '../harness/invitations.ts';
import { createWorld, everyoneNow, type World } from '../harness/world.ts';
import { enrollBy } from './support/people.ts';

const week = 7 * 24 * 60 * 60;

async function invited(world: World, email: string, role = 'member') {
  return invite(world, await apiOf(world, world.olivia), { email, role });
}

describe('invitations to oneself', () => {
  it('are told with organization, role and end, without their link, to whom they are for alone', async () => {
    const world = await createWorld();
    const { id, link } = await invited(world, world.greta.email, 'admin');
    const { body } = await (await apiOf(world, world.greta)).get('/me/invitations');
    expect(body.items).to.have.length(1);
    const [offer] = body.items;
    expect(offer).to.have.all.keys('id', 'organization', 'role', 'created_at', 'expires_at');
    expect([offer.id, offer.role, offer.organization.slug]).to.deep.equal([id, 'admin', world.slug]);
    expect(Date.parse(offer.expires_at) - Date.now()).to.be.closeTo(week * 1000, 60_000);
    expect(JSON.stringify(body)).to.not.include(link.split('/').at(-1));
    expect((await (await apiOf(world, world.mina)).get('/me/invitations')).body.items).to.deep.equal([]);
  });

  it('are accepted, once, and then their link is used', async () => {
    const world = await createWorld();
    const { id, link } = await invited(world, world.greta.email);
    const api = await apiOf(world, world.greta);
    const accept = () => api.post(`/me/invitations/${id}/accept`);
    const both = await Promise.all([accept(), accept()]);
    expect(both.map(({ status }) => status)).to.include(201);
    const joined = both.find(({ status }) => status === 201);
    expect(joined?.body).to.deep.equal({ slug: world.slug, name: world.slug.toUpperCase(), role: 'member' });
    expect(both.filter(({ status }) => status !== 201)[0]?.status).to.be.oneOf([404, 410]);
    expect(await membersOf(world)).to.include({ [world.greta.email]: 'member' });
    expect((await accept()).status).to.equal(404);
    expect((await api.get('/me/invitations')).body.items).to.deep.equal([]);
    expect((await new Browser().open(link)).status).to.equal(410);
  });

  it('of others, withdrawn ones, and those that have run out are not found', async () => {
    const world = await createWorld();
    const hers = await invited(world, world.greta.email);
    const mina = await apiOf(world, world.mina);
    for (const id of [hers.id, randomUUID(), 'x'])
      expect((await mina.post(`/me/invitations/${id}/accept`)).status).to.equal(404);
    const owner = await apiOf(world, world.olivia, { step: 1 });
    expect((await owner.delete(`/organizations/${world.slug}/invitations/${hers.id}`)).status).to.equal(204);
    const greta = await apiOf(world, world.greta);
    expect((await greta.post(`/me/invitations/${hers.id}/accept`)).status).to.equal(404);
    const late = await createWorld();
    const { id } = await invited(late, late.greta.email);
    travel(week + 1);
    const api = await apiOf(late, late.greta);
    expect((await api.get('/me/invitations')).body.items).to.deep.equal([]);
    expect((await api.post(`/me/invitations/${id}/accept`)).status).to.equal(404);
    expect(await membersOf(late)).to.not.have.property(late.greta.email);
  });

  it('count for nothing at an address that was not verified', async () => {
    const world = await createWorld();
    const { id } = await invited(world, world.greta.email);
    const api = await apiOf(world, world.greta);
    await world.server.countersign.db.sql('UPDATE users SET email_verified = false WHERE email = $1', [
      world.greta.email,
    ]);
    expect((await api.get('/me/invitations')).body.items).to.deep.equal([]);
    expect((await api.post(`/me/invitations/${id}/accept`)).status).to.equal(404);
  });

  it('D13: take what the organization asks first: a factor, proven now', async () => {
    const world = await createWorld({ enforcement: { ...everyoneNow, joining: 'mfa_first' } });
    const { id } = await invited(world, world.greta.email);
    const api = await apiOf(world, world.greta);
    const refused = await api.post(`/me/invitations/${id}/accept`);
    expect([refused.status, refused.body.code]).to.deep.equal([401, 'mfa_required']);
    expect(await membersOf(world)).to.not.have.property(world.greta.email);
    await enrollBy(world, api, world.greta.email);
    expect((await api.post(`/me/invitations/${id}/accept`)).status).to.equal(201);
    expect(await membersOf(world)).to.include({ [world.greta.email]: 'member' });
  });
});
