import { expect } from 'chai';
import { apiOf, operatorOf } from '../harness/api.ts';
import { mailsTo } from '../harness/mails.ts';
import { codeOf, createWorld, passPassword, type World } from '../harness/world.ts';

async function stop({ server, tomas }: World): Promise<void> {
  await server.countersign.db.sql('UPDATE users SET second_factor_failures = 50 WHERE email = $1', [
    tomas.email,
  ]);
}

describe('unlocking a second factor', () => {
  it('ruling 12: is the operator’s, opens the hard stop, and is told and noted', async () => {
    const world = await createWorld();
    const { server, application, tomas } = world;
    await stop(world);
    const { browser, answer } = await passPassword(application, tomas);
    const code = codeOf(tomas.secret ?? '');
    const stopped = await browser.submit(answer, { code });
    expect([stopped.status, stopped.headers.get('retry-after')]).to.deep.equal([429, '3600']);
    const operator = await operatorOf(world);
    const path = `/users/${encodeURIComponent(tomas.email)}/unlock`;
    expect((await operator.post(path)).status).to.equal(204);
    expect((await browser.submit(answer, { code })).location).to.include('code=');
    const subjects = (await mailsTo(server, tomas.email)).map(({ subject }) => subject);
    expect(subjects).to.deep.equal(['Countersign: codes for your account are accepted again']);
    const rows = await server.countersign.db.sql(
      `SELECT a.actor->>'kind' AS actor, a.detail FROM audit_events a JOIN users u ON u.id = a.user_id
       WHERE u.email = $1 AND a.type = 'account.unlocked'`,
      [tomas.email],
    );
    expect(rows).to.deep.equal([{ actor: 'operator', detail: { failures: 50 } }]);
  });

  it('takes an id as well, and says nothing to somebody who was not locked', async () => {
    const world = await createWorld();
    const person = await world.server.countersign.db.people.byEmail(world.mina.email);
    const operator = await operatorOf(world);
    expect((await operator.post(`/users/${person?.user.id}/unlock`)).status).to.equal(204);
    expect(await mailsTo(world.server, world.mina.email)).to.deep.equal([]);
    for (const unknown of [
      '00000000-0000-4000-8000-000000000000',
      'nobody',
      `nobody@${world.slug}.example`,
      '%00',
    ])
      expect((await operator.post(`/users/${unknown}/unlock`)).status, unknown).to.be.oneOf([400, 404]);
  });

  it('is nobody else’s, not even an owner’s', async () => {
    const world = await createWorld();
    await stop(world);
    const owner = await apiOf(world, world.olivia);
    const path = `/users/${encodeURIComponent(world.tomas.email)}/unlock`;
    expect((await owner.post(path)).status).to.be.oneOf([403, 404]);
    expect((await fetch(`${world.server.issuer}/api/v1${path}`, { method: 'POST' })).status).to.equal(401);
    const { browser, answer } = await passPassword(world.application, world.tomas);
    expect((await browser.submit(answer, { code: codeOf(world.tomas.secret ?? '') })).status).to.equal(429);
  });
});
