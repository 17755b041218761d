import { expect } from 'chai';
import { apiOf, operatorOf } from '../../harness/api.ts';
import { travel } from '../../harness/clock.ts';
import { mailsTo } from '../../harness/mails.ts';
import { browserOf, changed, idOf, joinedBy, memberOf, quietApiOf, saying } from '../../harness/members.ts';
import { createWorld, everyoneNow, signIn, type TestPerson, type World } from '../../harness/world.ts';

const bulk = ({ slug }: World) => `/organizations/${slug}/members/bulk`;
const fiveMinutes = 5 * 60 + 1;

async function eventsOf({ server }: World, type: string, { email }: TestPerson): Promise<number> {
  const [row] = await server.countersign.db.sql<{ count: number }>(
    `SELECT count(*)::int AS count FROM audit_events e JOIN users u ON u.id = e.user_id
     WHERE e.type = $1 AND u.email = $2`,
    [type, email],
  );
  return row?.count ?? 0;
}

/** Signs somebody in. @returns where their browser gets when it asks again */
async function signedIn(world: World, person: TestPerson): Promise<() => Promise<string>> {
  const { browser } = await signIn(world.application, person);
  return async () => (await world.application.start(browser)).name ?? 'in';
}

describe('one thing for many members', () => {
  it('T19, M8: is told beforehand without changing anything, and done to each by the rules for one', async () => {
    const world = await createWorld();
    const { adam } = await joinedBy(world, { adam: 'admin', peer: 'admin', zora: 'member' });
    const api = await apiOf(world, adam);
    const asked = { users: 'all', action: 'require' };
    const expected = {
      affected: 4,
      skipped_count: 2,
      skipped_by_reason: { not_allowed: 2 },
      needs_fresh_mfa: false,
      job: null,
    };
    const dry = await api.post(bulk(world), { ...asked, dry_run: true });
    expect([dry.status, dry.body]).to.deep.include(200);
    expect(dry.body).to.deep.include(expected);
    expect(dry.body.skipped.map(({ email }: TestPerson) => email.split('@')[0])).to.have.members([
      'olivia',
      'peer',
    ]);
    expect(await memberOf(api, world.slug, world.mina)).to.include({ override: 'inherit' });
    const { body } = await api.post(bulk(world), asked);
    expect(body).to.deep.include(expected);
    expect(await memberOf(api, world.slug, world.mina)).to.include({
      override: 'required',
      status: 'pending',
    });
    expect(await memberOf(api, world.slug, world.olivia)).to.include({ override: 'inherit' });
    const again = await api.post(bulk(world), {
      users: [world.mina.email, world.tomas.email],
      action: 'require',
    });
    expect(again.body).to.deep.include({ affected: 0, skipped_by_reason: { already_so: 2 } });
    expect(await eventsOf(world, 'member.changed', world.mina)).to.equal(1);
  });

  it('ruling 14: takes fresh MFA where it loosens, and a dry run says so', async () => {
    const world = await createWorld();
    const { browser } = await browserOf(world, world.olivia);
    const until = new Date(Date.now() + 86_400_000).toISOString();
    const exempt = { users: [world.mina.email], action: 'exempt', reason: 'waits', exempt_until: until };
    travel(fiveMinutes);
    const api = await quietApiOf(world, browser);
    const dry = await api.post(bulk(world), { ...exempt, dry_run: true });
    expect(dry.body).to.deep.include({ affected: 1, needs_fresh_mfa: true });
    expect(saying(await api.post(bulk(world), exempt))).to.deep.equal([401, 'mfa_required']);
    expect(await memberOf(api, world.slug, world.mina)).to.include({ override: 'inherit' });
    const fresh = await apiOf(world, world.olivia);
    expect((await fresh.post(bulk(world), exempt)).body).to.deep.include({ affected: 1 });
    expect(await memberOf(api, world.slug, world.mina)).to.deep.include({
      override: 'exempt',
      override_reason: 'waits',
      exempt_until: until,
    });
    const later = { users: [world.mina.email], action: 'require' };
    expect((await api.post(bulk(world), later)).body, 'tightening takes none').to.deep.include({
      affected: 1,
    });
  });

  it('ruling 14: exempts neither the one who asks nor anybody of a higher role', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { adam } = await joinedBy(world, { adam: 'admin', zora: 'member' });
    const api = await apiOf(world, adam);
    const exempt = { users: 'all', action: 'exempt' };
    const { body } = await api.post(bulk(world), exempt);
    expect(body).to.deep.include({ affected: 3, skipped_by_reason: { not_allowed: 2 } });
    for (const person of [adam, world.olivia])
      expect(await memberOf(api, world.slug, person)).to.include({ override: 'inherit' });
    const ids = [await idOf(world, adam), await idOf(world, world.olivia)];
    const named = await api.post(bulk(world), { ...exempt, users: ids });
    expect(named.body).to.deep.include({ affected: 0, skipped_by_reason: { not_allowed: 2 } });
    const owner = await apiOf(world, world.olivia);
    const own = await owner.post(bulk(world), { users: [world.olivia.email], action: 'exempt' });
    expect(own.body).to.deep.include({ affected: 0, skipped_by_reason: { not_allowed: 1 } });
  });

  it('is for administrators of the organization alone, and finds nobody of another', async () => {
    const [world, other] = [await createWorld(), await createWorld()];
    const asked = { users: [other.mina.email, await idOf(other, other.mina), 'a\u0000b'], action: 'require' };
    for (const [person, answer] of [
      [world.tomas, [403, 'not_allowed']],
      [other.olivia, [404, 'not_found']],
    ] as const) {
      const api = await apiOf(person === world.tomas ? world : other, person);
      expect(saying(await api.post(bulk(world), { users: 'all', action: 'require' }))).to.deep.equal(answer);
    }
    const api = await apiOf(world, world.olivia);
    const found = await api.post(bulk(world), { ...asked, users: asked.users.slice(0, 2) });
    expect(found.body).to.deep.include({ affected: 0, skipped_by_reason: { not_found: 2 } });
    expect(found.body.skipped[0]).to.include({ id: null, email: other.mina.email, name: null });
    expect((await api.post(bulk(world), asked)).status).to.equal(422);
    expect(await eventsOf(other, 'member.changed', other.mina)).to.equal(0);
  });

  it('D1: needs a plan that has it; taking it back does not', async () => {
    const world = await createWorld({ plan: 'free' });
    const api = await apiOf(world, world.olivia);
    for (const dryRun of [true, false]) {
      const refused = await api.post(bulk(world), { users: 'all', action: 'require', dry_run: dryRun });
      expect(saying(refused)).to.deep.equal([409, 'plan_without_enforcement']);
    }
    const back = await api.post(bulk(world), { users: 'all', action: 'inherit' });
    expect(back.body).to.deep.include({ affected: 0, skipped_by_reason: { already_so: 3 } });
  });

  it('T20, T21: ends the sessions of those who are chosen and not protected, and of nobody else', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const api = await operatorOf(world);
    const users = { matching: { role: 'member' } };
    expect((await api.post(bulk(world), { users, action: 'exempt' })).body).to.deep.include({ affected: 2 });
    const [mina, tomas] = [await signedIn(world, world.mina), await signedIn(world, world.tomas)];
    expect((await api.post(bulk(world), { users, action: 'require' })).body).to.deep.include({ affected: 2 });
    expect([await mina(), await tomas()]).to.deep.equal(['password', 'in']);
  });

  it('reminds those who have something to be reminded of, once a day', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { server, mina } = world;
    const api = await apiOf(world, world.olivia);
    const asked = { users: 'all', action: 'remind' };
    expect((await api.post(bulk(world), { ...asked, dry_run: true })).body).to.deep.include({
      affected: 1,
      skipped_by_reason: { not_needed: 2 },
    });
    const before = (await mailsTo(server, mina.email)).length;
    expect((await api.post(bulk(world), asked)).body).to.deep.include({ affected: 1 });
    expect((await mailsTo(server, mina.email)).length).to.equal(before + 1);
    for (const dryRun of [true, false])
      expect((await api.post(bulk(world), { ...asked, dry_run: dryRun })).body).to.deep.include({
        affected: 0,
        skipped_by_reason: { not_needed: 2, too_many_attempts: 1 },
      });
    expect((await mailsTo(server, mina.email)).length).to.equal(before + 1);
  });

  it('refuses what it does not understand, with its path', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.olivia);
    const past = new Date(Date.now() - 1000).toISOString();
    for (const [path, body] of [
      ['/exempt_until', { users: 'all', action: 'exempt', exempt_until: past }],
      ['/exempt_until', { users: 'all', action: 'require', exempt_until: '2099-01-01T00:00:00Z' }],
      ['/action', { users: 'all', action: 'remove' }],
      ['/users', { users: [], action: 'require' }],
      ['/users/matching/nonsense', { users: { matching: { nonsense: 1 } }, action: 'require' }],
    ] as const) {
      const answer = await api.post(bulk(world), body);
      expect([answer.status, answer.body.errors?.[0].path], path).to.deep.equal([422, path]);
    }
  });

  it('keeps who was exempted before as long as they are, unless it says otherwise', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.olivia);
    const until = new Date(Date.now() + 86_400_000).toISOString();
    await changed(api, world, world.mina, { override: 'exempt', exempt_until: until });
    const { body } = await api.post(bulk(world), { users: 'all', action: 'exempt' });
    expect(body).to.deep.include({ affected: 1, skipped_by_reason: { already_so: 1, not_allowed: 1 } });
    expect(await memberOf(api, world.slug, world.mina)).to.include({ exempt_until: until });
  });
});
