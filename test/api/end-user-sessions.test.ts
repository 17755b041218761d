import { expect } from 'chai';
import { apiOf, operatorOf } from '../harness/api.ts';
import { mailsTo } from '../harness/mails.ts';
import { newestEvent } from '../harness/operators.ts';
import { createWorld, passPassword } from '../harness/world.ts';
import { registerRelyingParty, visit } from '../jobs/support/relying-parties.ts';
import { anotherBrowser, browserAndApi, isSignedIn } from '../self-service/support/people.ts';
import { refusedWith } from '../sign-in/support/refused.ts';

const pathOf = (who: string) => `/users/${encodeURIComponent(who)}/sessions`;

describe('ruling 12: the operator ends the sessions of anybody', () => {
  it('in every browser and at every application, which are told; nothing of the account changes', async () => {
    const world = await createWorld();
    const { server, mina } = world;
    const crm = await registerRelyingParty(server);
    try {
      const { browser, api } = await browserAndApi(world, mina);
      const tokens = await visit(crm, browser);
      const other = await anotherBrowser(world, mina, 0);
      const before = await server.countersign.db.people.byEmail(mina.email);
      const operator = await operatorOf(world);
      expect((await operator.delete(pathOf(mina.email))).status).to.equal(204);
      for (const each of [browser, other]) expect(await isSignedIn(world, each)).to.equal(false);
      expect((await api.get('/me')).status).to.equal(401);
      expect(await refusedWith(crm.application.refresh(tokens.refresh_token ?? ''))).to.equal(
        'invalid_grant',
      );
      const mails = await mailsTo(server, mina.email);
      expect(mails.map(({ subject }) => subject)).to.include('Countersign: your sessions were ended');
      expect((await crm.logouts()).map(({ sid }) => sid)).to.deep.equal([tokens.claims()?.sid]);
      const after = await server.countersign.db.people.byEmail(mina.email);
      expect([after?.factors, after?.memberships.length]).to.deep.equal([
        before?.factors,
        before?.memberships.length,
      ]);
      expect((await passPassword(world.application, mina)).answer.location).to.include('code=');
      const event = await newestEvent(world, 'account.sessions_ended', after?.user.id ?? '');
      expect([event?.actor.kind, event?.detail]).to.deep.equal(['operator', { sessions: 'all' }]);
    } finally {
      await crm.receiver.close();
    }
  });

  it('is nobody else’s, and finds nobody by what is neither an id nor an address', async () => {
    const world = await createWorld();
    const browser = await anotherBrowser(world, world.mina, 0);
    const owner = await apiOf(world, world.olivia);
    expect((await owner.delete(pathOf(world.mina.email))).body.code).to.equal('insufficient_scope');
    expect(await isSignedIn(world, browser)).to.equal(true);
    const operator = await operatorOf(world);
    for (const unknown of ['00000000-0000-4000-8000-000000000000', 'nobody'])
      expect((await operator.delete(pathOf(unknown))).body.code, unknown).to.equal('not_found');
  });
});
