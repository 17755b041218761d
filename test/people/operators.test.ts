import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { decodeJwt } from 'jose';
import * as oidc from 'openid-client';
import { setOperator } from '../../src/people/accounts/set-operator.ts';
import { Refusal } from '../../src/refusal/refusal.ts';
import { exportDocument } from '../../src/seeding/export.ts';
import { ApiClient, operatorOf } from '../harness/api.ts';
import { Application, redirectUri } from '../harness/application.ts';
import { saying } from '../harness/members.ts';
import { everyScope, forApi } from '../harness/scopes.ts';
import { sharedServer } from '../harness/server.ts';
import { createWorld, seed, signIn, type TestPerson, type World } from '../harness/world.ts';
import { eventsOf } from '../self-service/support/people.ts';
import { refusedWith } from '../sign-in/support/refused.ts';

const mark = ({ server }: World, { email }: TestPerson, operator: boolean) =>
  seed(server, { users: [{ email, operator }] });

/** An application that may ask for whatever there is, also by itself. */
async function greedyApplication({ server, slug }: World): Promise<Application> {
  const id = `${slug}-greedy`;
  const client = { client_id: id, client_secret: `secret-of-${id}`, redirect_uris: [redirectUri] };
  const grant_types = ['authorization_code', 'refresh_token', 'client_credentials'];
  await seed(server, {
    clients: [{ ...client, grant_types, first_party: true, scope: `${everyScope} operator` }],
  });
  return Application.discover(server.issuer, id, client.client_secret);
}

describe('ruling 34: people who are operators', () => {
  it('are named by the file, stay so until it says otherwise, are exported and noted', async () => {
    const world = await createWorld();
    const { server, slug, tomas } = world;
    const outcomeOf = async (change: ReturnType<typeof seed>) => (await change).map(({ outcome }) => outcome);
    const exported = async () =>
      (await exportDocument(server.countersign.db, slug)).users.find(({ email }) => email === tomas.email);
    expect(await exported()).to.not.have.property('operator');
    expect(await outcomeOf(mark(world, tomas, true))).to.deep.equal(['updated']);
    expect(await outcomeOf(mark(world, tomas, true))).to.deep.equal(['unchanged']);
    await seed(server, { users: [{ email: tomas.email, name: 'Tom' }] });
    expect(await exported()).to.include({ operator: true });
    const machine = await operatorOf(world);
    expect((await machine.get(`/users/${tomas.email}`)).body.operator).to.equal(true);
    expect(await outcomeOf(mark(world, tomas, false))).to.deep.equal(['updated']);
    expect(await exported()).to.not.have.property('operator');
    const events = (await eventsOf(world, tomas.email)).filter((type) => type.includes('operator'));
    expect(events).to.deep.equal(['account.operator_added', 'account.operator_removed']);
  });

  it('get no token with the scope of the operator, whatever their application may ask for', async () => {
    const world = await createWorld();
    await mark(world, world.tomas, true);
    const application = await greedyApplication(world);
    const { scope, resource } = forApi(world.server);
    const asking = { scope: `${scope} operator`, resource };
    const refused = await signIn(application, world.tomas, { parameters: asking, step: -1 });
    expect(application.errorOf(refused.answer)).to.equal('invalid_scope');
    const parameters = { scope, resource };
    const { browser, answer } = await signIn(application, world.tomas, { parameters });
    const back = answer.name === 'consent' ? await browser.submit(answer) : answer;
    const tokens = await application.redeem(back, resource);
    const wider = { resource, scope: `${scope} operator` };
    const refresh = oidc.refreshTokenGrant(application.config, tokens.refresh_token ?? '', wider);
    expect(await refusedWith(refresh)).to.equal('invalid_scope');
    const claimed = decodeJwt(tokens.access_token);
    expect(String(claimed.scope).split(' ')).to.include('account').and.to.not.include('operator');
    const api = new ApiClient(world.server, tokens.access_token);
    expect((await api.get('/me')).status).to.equal(200);
    for (const path of ['/users', '/organizations', `/users/${world.mina.email}`])
      expect(saying(await api.get(path)), path).to.deep.equal([403, 'insufficient_scope']);
    expect(saying(await api.patch(`/users/${world.mina.email}`, { deactivated: true }))).to.deep.equal([
      403,
      'insufficient_scope',
    ]);
  });

  it('are made by the file and the command alone: no call of the API takes the field', async () => {
    const world = await createWorld();
    const machine = await operatorOf(world);
    const email = `nora@${world.slug}.example`;
    const asked = [
      await machine.post('/users', { email, operator: true }),
      await machine.patch(`/users/${world.tomas.email}`, { operator: true }),
    ];
    for (const each of asked) expect(saying(each)).to.deep.equal([422, 'invalid_value']);
    expect((await machine.get(`/users/${world.tomas.email}`)).body.operator).to.equal(false);
  });

  it('are no people who are gone', async () => {
    const { db } = (await sharedServer()).countersign;
    const deed = { actor: { kind: 'operator' }, now: new Date() } as const;
    const asked = setOperator(db, deed, { userId: randomUUID(), operator: true });
    expect(await asked.catch((error: unknown) => error))
      .to.be.instanceOf(Refusal)
      .with.property('code', 'not_found');
  });
});
