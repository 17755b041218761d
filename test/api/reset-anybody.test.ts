import { expect } from 'chai';
import { auditOf } from '../attacks/support/audit-rows.ts';
import { apiOf, operatorOf } from '../harness/api.ts';
import { mailsTo } from '../harness/mails.ts';
import { markedIn } from '../harness/marks.ts';
import { memberOf } from '../harness/members.ts';
import { createWorld, everyoneNow, passPassword, signIn, type World } from '../harness/world.ts';
import { refusedWith } from '../sign-in/support/refused.ts';

const resetPath = (who: string) => `/users/${encodeURIComponent(who)}/reset-authenticators`;

/** Of a person by themselves, their factor and a session that rests on it. */
async function alone(world: World) {
  const { db } = world.server.countersign;
  await db.sql('DELETE FROM members WHERE user_id = (SELECT id FROM users WHERE email = $1)', [
    world.tomas.email,
  ]);
  const { answer } = await signIn(world.application, world.tomas);
  return world.application.redeem(answer);
}

describe('ruling 12: the operator resets the device of anybody', () => {
  it('of somebody in no organization, who then gets in by the password, is told so, and signed out', async () => {
    const world = await createWorld();
    const { server, application, tomas } = world;
    const { refresh_token: kept = '' } = await alone(world);
    const operator = await operatorOf(world);
    expect((await operator.post(resetPath(tomas.email))).status).to.equal(204);
    expect(await refusedWith(application.refresh(kept))).to.equal('invalid_grant');
    expect((await passPassword(application, tomas)).answer.location).to.include('code=');
    const [mail, ...more] = await mailsTo(server, tomas.email);
    expect(more).to.deep.equal([]);
    expect(mail?.subject).to.equal('Countersign: your second step was reset');
    expect(mail?.text).to.include('The operator of this service removed the second step of your account');
    expect(mail?.text.replaceAll(/\s+/g, ' ')).to.include('your password alone lets you in');
    expect(
      (await auditOf(server, tomas.email)).find(({ type }) => type === 'authenticator.reset'),
    ).to.deep.include({
      type: 'authenticator.reset',
      detail: { factors: ['totp'], mustEnroll: false },
    });
  });

  it('of a member, by id, who has to set one up again wherever they sign in; each organization is told in its log', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { slug, tomas } = world;
    const owner = await apiOf(world, world.olivia);
    const { id } = await memberOf(owner, slug, tomas);
    const operator = await operatorOf(world);
    expect((await operator.post(resetPath(id))).status).to.equal(204);
    expect(await markedIn(world)).to.deep.equal([tomas.email]);
    expect(await memberOf(owner, slug, tomas)).to.deep.include({ factors: [], status: 'pending' });
    const log = await owner.get(`/organizations/${slug}/activity?type=authenticator.reset`);
    expect(log.body.items).to.have.length(1);
  });

  it('is nobody else’s, and finds nobody by what is neither an id nor an address', async () => {
    const world = await createWorld();
    const owner = await apiOf(world, world.olivia);
    expect((await owner.post(resetPath(world.tomas.email))).status).to.equal(403);
    const operator = await operatorOf(world);
    for (const unknown of ['00000000-0000-4000-8000-000000000000', 'nobody'])
      expect((await operator.post(resetPath(unknown))).body.code, unknown).to.equal('not_found');
    expect((await passPassword(world.application, world.tomas)).answer.name).to.equal('challenge');
  });
});
