import { expect } from 'chai';
import { apiOf } from '../harness/api.ts';
import { clientOfOrganization } from '../harness/members.ts';
import { createWorld, type World } from '../harness/world.ts';
import { registerRelyingParty } from '../jobs/support/relying-parties.ts';
import { refusedWith } from '../sign-in/support/refused.ts';
import {
  anotherOrganization,
  browserAndApi,
  eventsOf,
  isSignedIn,
  organizationsOf,
  subjectsTo,
} from './support/people.ts';

async function letMembersLeave({ server, slug }: World): Promise<void> {
  await server.countersign.db.sql('UPDATE organizations SET members_may_leave = true WHERE slug = $1', [
    slug,
  ]);
}

describe('leaving an organization through the API', () => {
  it('D23: is refused unless the organization allows it', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.tomas);
    const answer = await api.delete(`/me/memberships/${world.slug}`);
    expect([answer.status, answer.body.code]).to.deep.equal([403, 'members_cannot_leave']);
    expect(await organizationsOf(api)).to.deep.equal([world.slug]);
    expect((await api.get('/me')).body.memberships[0].may_leave).to.equal(false);
  });

  it('D23, D22: frees the seat at once where it is allowed, and tells both sides', async () => {
    const world = await createWorld();
    await letMembersLeave(world);
    const [{ browser, api }, olivia] = [
      await browserAndApi(world, world.tomas),
      await apiOf(world, world.olivia),
    ];
    const seats = async () => (await olivia.get(`/organizations/${world.slug}`)).body.seats_in_use;
    const before = await seats();
    expect((await api.delete(`/me/memberships/${world.slug}`)).status).to.equal(204);
    expect(await seats()).to.equal(before - 1);
    expect(await organizationsOf(api)).to.deep.equal([]);
    expect(await isSignedIn(world, browser)).to.equal(true);
    expect(await eventsOf(world, world.tomas.email)).to.include('member.left');
    const name = world.slug.toUpperCase();
    expect(await subjectsTo(world, world.tomas.email)).to.include(
      `Countersign: you are no longer a member of ${name}`,
    );
    expect(await subjectsTo(world, world.olivia.email)).to.include(
      `Countersign: a change among the members of ${name}`,
    );
    expect((await api.delete(`/me/memberships/${world.slug}`)).status).to.equal(404);
  });

  it('D8: leaves the other memberships alone, and hides what is not one’s own', async () => {
    const world = await createWorld();
    await letMembersLeave(world);
    const kept = await anotherOrganization(world, null, [{ email: world.tomas.email, role: 'member' }]);
    const [tomas, greta] = [await apiOf(world, world.tomas), await apiOf(world, world.greta)];
    expect((await greta.delete(`/me/memberships/${world.slug}`)).status).to.equal(404);
    expect((await tomas.delete(`/me/memberships/nowhere`)).status).to.equal(404);
    expect((await tomas.delete(`/me/memberships/${world.slug}`)).status).to.equal(204);
    expect(await organizationsOf(tomas)).to.deep.equal([kept]);
  });

  it('ruling 1, D23: revokes every grant that carried the organization, and no other', async () => {
    const world = await createWorld();
    await letMembersLeave(world);
    const { application, otherApplication, server } = world;
    const crm = await registerRelyingParty(server);
    try {
      const { browser, api } = await browserAndApi(world, world.tomas);
      const scope = { scope: 'openid organization' };
      const kept = await anotherOrganization(world, null, [{ email: world.tomas.email, role: 'member' }]);
      const bound = await clientOfOrganization(server, kept);
      const ofOther = [
        [bound, await bound.redeem(await bound.start(browser, scope))],
        [
          application,
          await application.redeem(await application.start(browser, { ...scope, organization: kept })),
        ],
      ] as const;
      const carrying = await crm.application.redeem(await crm.application.start(browser, scope));
      const plain = await otherApplication.redeem(await otherApplication.start(browser));
      expect(carrying.claims()?.organization).to.include.keys(world.slug);
      expect((await api.delete(`/me/memberships/${world.slug}`)).status).to.equal(204);
      await server.countersign.jobs.runDue(new Date());
      expect((await crm.logouts()).map(({ sid }) => sid)).to.deep.equal([carrying.claims()?.sid]);
      expect(await refusedWith(crm.application.refresh(carrying.refresh_token ?? ''))).to.equal(
        'invalid_grant',
      );
      expect(await refusedWith(otherApplication.refresh(plain.refresh_token ?? ''))).to.equal('none');
      for (const [client, { refresh_token = '' }] of ofOther)
        expect(await refusedWith(client.refresh(refresh_token)), client.clientId).to.equal('none');
      const again = await application.redeem(await application.start(browser, scope));
      expect(again.claims()?.organization ?? {}).to.have.all.keys(kept);
    } finally {
      await crm.receiver.close();
    }
  });

  it('ruling 12: is never open to the last owner, however many leave at once', async () => {
    const world = await createWorld();
    await letMembersLeave(world);
    await world.server.countersign.db.sql(
      "UPDATE members SET role = 'owner' WHERE user_id = (SELECT id FROM users WHERE email = $1)",
      [world.tomas.email],
    );
    const apis = [await apiOf(world, world.olivia), await apiOf(world, world.tomas)];
    const answers = await Promise.all(apis.map((api) => api.delete(`/me/memberships/${world.slug}`)));
    expect(answers.map(({ status, body }) => body?.code ?? status).toSorted()).to.deep.equal([
      204,
      'last_owner',
    ]);
    const refused = answers.filter(({ status }) => status !== 204).map(({ body }) => body.list);
    expect(refused).to.deep.equal([[world.slug]]);
  });
});
