import { expect } from 'chai';
import { type ApiClient, apiOf, operatorOf } from '../../harness/api.ts';
import { follow, invite, membersOf, signInAt } from '../../harness/invitations.ts';
import { createWorld, enroll, passPassword, seed, signIn, type World } from '../../harness/world.ts';

const everyoneReady = { preset: 'everyone-ready' };

async function memberId(api: ApiClient, { slug }: World, email: string): Promise<string> {
  const { body } = await api.get(`/organizations/${slug}/members?q=${encodeURIComponent(email)}`);
  return body.items[0].id;
}

async function setUp() {
  const world = await createWorld({ plan: 'team' });
  await seed(world.server, { organizations: [{ slug: world.slug, seats: 3 }] });
  return { world, api: await apiOf(world, world.olivia), path: `/organizations/${world.slug}` };
}

describe('everyone ready first', () => {
  it('D2: is refused with one unprotected member, and lists them', async () => {
    const { world, api, path } = await setUp();
    const answer = await api.put(`${path}/enforcement`, everyoneReady);
    expect([answer.status, answer.body.code]).to.deep.equal([409, 'members_not_protected']);
    expect(answer.body.list).to.deep.equal([world.mina.email]);
    expect((await api.get(`${path}/enforcement`)).body.state).to.equal('off');
  });

  it('D3: succeeds when they have enrolled', async () => {
    const { world, api, path } = await setUp();
    const parameters = { acr_values: 'urn:countersign:acr:2' };
    const { browser, answer } = await passPassword(world.application, world.mina, { parameters });
    await enroll(world.server, browser, answer, world.mina.email);
    expect((await api.put(`${path}/enforcement`, everyoneReady)).body.state).to.equal('on');
  });

  it('D3, D4, D22: succeeds when they were removed, whose seat is free at once; invited again they enrol first', async () => {
    const { world, api, path } = await setUp();
    const nobody = await api.post(`${path}/invitations`, { email: world.greta.email });
    expect(nobody.body.code).to.equal('no_free_seat');
    const removed = await api.delete(`${path}/members/${await memberId(api, world, world.mina.email)}`);
    expect(removed.status, JSON.stringify(removed.body)).to.equal(204);
    expect((await api.get(path)).body.seats_in_use).to.equal(2);
    expect((await api.put(`${path}/enforcement`, everyoneReady)).body.state).to.equal('on');
    const { link } = await invite(world, api, { email: world.mina.email });
    expect((await api.get(path)).body.seats_in_use).to.equal(3);
    const { browser, answer } = await follow(link);
    const next = await signInAt(browser, answer, world.mina);
    expect(next.name).to.equal('mailbox');
    expect(await membersOf(world)).not.to.have.property(world.mina.email);
    const { answer: joined } = await enroll(world.server, browser, next, world.mina.email);
    expect(joined.name).to.equal('joined');
    expect(await membersOf(world)).to.have.property(world.mina.email, 'member');
  });

  it('D5: is switched off with immediate effect', async () => {
    const world = await createWorld({ enforcement: { preset: 'all-at-once', activation: 'immediately' } });
    expect((await passPassword(world.application, world.mina)).answer.name).to.equal('mailbox');
    const operator = await operatorOf(world);
    const off = { required: 'nobody', activation: 'immediately', sessions: 'keep' };
    expect((await operator.put(`/organizations/${world.slug}/enforcement`, off)).body.state).to.equal('off');
    expect((await signIn(world.application, world.mina)).answer.location).to.contain('code=');
  });
});
