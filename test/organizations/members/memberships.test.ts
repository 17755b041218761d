import { expect } from 'chai';
import { auditOf, auditOfOrganization } from '../../attacks/support/audit-rows.ts';
import { type ApiClient, apiOf, operatorOf } from '../../harness/api.ts';
import { travel } from '../../harness/clock.ts';
import { invite, membersOf } from '../../harness/invitations.ts';
import { deliver } from '../../harness/mails.ts';
import {
  browserOf,
  changed,
  clientOfOrganization,
  joinedBy,
  memberOf,
  memberPath,
  patchMember,
  quietApiOf,
  saying,
} from '../../harness/members.ts';
import {
  createWorld,
  enroll,
  everyoneNow,
  passPassword,
  seed,
  signIn,
  type World,
} from '../../harness/world.ts';
import { refusedWith } from '../../sign-in/support/refused.ts';

async function setUp(options: Parameters<typeof createWorld>[0] = {}) {
  const world = await createWorld(options);
  return { world, api: await apiOf(world, world.olivia) };
}

/** Subjects of the mails to an address. */
async function mailsTo({ server }: World, address: string): Promise<string[]> {
  await deliver(server);
  const mails = server.mailbox.messages().filter(({ to }) => to === address);
  return mails.map(({ text }) => text);
}

describe('removing a member', () => {
  it('D22, D27: frees the seat at once, is noted, and mailed to the notification address', async () => {
    const { world, api } = await setUp({ plan: 'team' });
    const { server, slug, mina } = world;
    const [path, to] = [`/organizations/${slug}`, `it@${slug}.example`];
    await seed(server, { organizations: [{ slug, notification_email: to }] });
    const before = (await api.get(path)).body.seats_in_use;
    expect((await api.delete(await memberPath(world, mina))).status).to.equal(204);
    expect((await api.get(path)).body.seats_in_use).to.equal(before - 1);
    expect(await memberOf(api, slug, mina)).to.equal(undefined);
    expect((await auditOfOrganization(server, slug)).at(-1)).to.deep.include({ type: 'member.removed' });
    expect((await mailsTo(world, to)).join()).to.include(`${mina.email} was removed`);
    expect((await api.delete(await memberPath(world, mina))).status, 'again').to.equal(404);
    const removed = await signIn(world.application, mina);
    expect(removed.answer.location, 'the account stays').to.include('code=');
  });

  it('D2, D3: of those without a factor lets enforcement succeed that was refused; D4: they can be invited again', async () => {
    const { world, api } = await setUp();
    const { slug, mina } = world;
    const path = `/organizations/${slug}/enforcement`;
    const refused = await api.put(path, { preset: 'everyone-ready' });
    expect([refused.body.code, refused.body.list]).to.deep.equal(['members_not_protected', [mina.email]]);
    expect((await api.delete(await memberPath(world, mina))).status).to.equal(204);
    expect((await api.put(path, { preset: 'everyone-ready' })).body.state).to.equal('on');
    expect((await invite(world, api, { email: mina.email })).id).to.be.a('string');
  });

  it('D3: enrolling them does the same, and so does suspending or exempting them (ruling 15)', async () => {
    for (const how of ['enrol', 'suspend', 'exempt']) {
      const { world, api } = await setUp();
      const { mina, server, application, slug } = world;
      if (how === 'enrol') {
        const parameters = { acr_values: 'urn:countersign:acr:2' };
        const { browser, answer } = await passPassword(application, mina, { parameters });
        await enroll(server, browser, answer, mina.email);
      }
      if (how === 'suspend') await changed(api, world, mina, { suspended: true });
      if (how === 'exempt') await changed(api, world, mina, { override: 'exempt' });
      const answer = await api.put(`/organizations/${slug}/enforcement`, { preset: 'everyone-ready' });
      expect(answer.status, how).to.equal(200);
    }
  });

  it('D23: is nothing that members do to themselves, administrators and owners included', async () => {
    const world = await createWorld();
    const { ada } = await joinedBy(world, { ada: 'admin', oscar: 'owner' });
    for (const person of [ada, world.olivia]) {
      const api = await apiOf(world, person);
      const answer = await api.delete(await memberPath(world, person));
      expect(saying(answer)).to.deep.equal([403, 'not_allowed']);
    }
    expect(Object.keys(await membersOf(world))).to.have.length(5);
  });

  it('ruling 6: does not bring back sessions that a deadline had ended', async () => {
    const { world, api } = await setUp();
    const { mina, application, slug } = world;
    const { answer } = await signIn(application, mina);
    const { refresh_token: token = '' } = await application.redeem(answer);
    travel(1);
    await api.put(`/organizations/${slug}/enforcement`, { ...everyoneNow, sessions: 'end_now' });
    expect((await api.delete(await memberPath(world, mina))).status).to.equal(204);
    expect(await refusedWith(application.refresh(token))).to.equal('invalid_grant');
  });
});

describe('the last active owner', () => {
  it('A-31, ruling 12: is never removed, suspended or demoted, by nobody', async () => {
    const { world } = await setUp();
    const operator = await operatorOf(world);
    const { oscar } = await joinedBy(world, { oscar: 'owner' });
    await changed(operator, world, oscar, { suspended: true });
    const path = await memberPath(world, world.olivia);
    const answers = [
      await operator.delete(path),
      await operator.patch(path, { suspended: true }),
      await operator.patch(path, { role: 'admin' }),
      await operator.patch(path, { role: 'member', override: 'required' }),
      await (await apiOf(world, world.olivia, { step: 1 })).patch(path, { role: 'member' }),
    ];
    for (const answer of answers) {
      expect(saying(answer)).to.deep.equal([409, 'last_owner']);
      expect(answer.body.list).to.deep.equal([world.slug]);
    }
    expect(await memberOf(operator, world.slug, world.olivia)).to.include({
      role: 'owner',
      override: 'inherit',
    });
  });

  it('ruling 12: is one of two who are demoted, suspended or removed in the same moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      const world = await createWorld();
      const { oscar } = await joinedBy(world, { oscar: 'owner' });
      const operator = await operatorOf(world);
      const [first, second] = [await memberPath(world, world.olivia), await memberPath(world, oscar)];
      const drop = (path: string) =>
        [() => operator.patch(path, { role: 'admin' }), () => operator.patch(path, { suspended: true })][
          round % 2
        ]?.() ?? operator.delete(path);
      const answers = await Promise.all([drop(first), operator.delete(second)]);
      expect(answers.map(({ status }) => status).filter((status) => status === 409)).to.have.length(1);
      const [owners] = await world.server.countersign.db.sql<{ count: number }>(
        `SELECT count(*)::int AS count FROM members m JOIN organizations o ON o.id = m.organization_id
         WHERE o.slug = $1 AND m.role = 'owner' AND m.suspended IS NULL`,
        [world.slug],
      );
      expect(owners?.count).to.equal(1);
    }
  });
});

describe('suspending a member', () => {
  it('ruling 1: ends what its applications were given, which a new role does not', async () => {
    const { world, api } = await setUp();
    const own = await clientOfOrganization(world.server, world.slug);
    const { answer } = await signIn(own, world.mina);
    const { refresh_token: first = '' } = await own.redeem(answer);
    await changed(api, world, world.mina, { role: 'admin' });
    const { refresh_token: second = '' } = await own.refresh(first);
    await changed(api, world, world.mina, { suspended: true });
    await changed(api, world, world.mina, { suspended: false });
    expect(await refusedWith(own.refresh(second))).to.equal('invalid_grant');
  });

  it('ruling 15, D27: keeps the seat and the factors, and is mailed and noted; so is its end', async () => {
    const { world, api } = await setUp({ plan: 'team' });
    const { slug, tomas, olivia, server } = world;
    const seats = async () => (await api.get(`/organizations/${slug}`)).body.seats_in_use;
    const before = await seats();
    const seen = await changed(api, world, tomas, { suspended: true, reason: 'on leave' });
    expect(seen).to.deep.include({ suspended: true, suspended_by: 'admin', factors: ['totp'] });
    expect(await seats()).to.equal(before);
    expect(await changed(api, world, tomas, { suspended: false })).to.include({ suspended: false });
    const events = (await auditOf(server, tomas.email)).filter(({ type }) => type.startsWith('member.'));
    expect(events.slice(-2)).to.deep.include.members([events.at(-1), events.at(-2)]);
    expect(events.slice(-2).map(({ type, detail }) => [type, detail])).to.deep.equal([
      [
        'member.suspended',
        { before: { suspended: null }, after: { suspended: 'by_admin' }, reason: 'on leave' },
      ],
      ['member.reinstated', { before: { suspended: 'by_admin' }, after: { suspended: null } }],
    ]);
    const mails = (await mailsTo(world, olivia.email)).join();
    expect(mails).to.include(`membership of ${tomas.email}`).and.include('was reinstated');
  });

  it('rulings 14 and 26: begins and ends with a fresh second factor only', async () => {
    const world = await createWorld();
    const { browser, api } = await browserOf(world, world.olivia);
    await changed(api, world, world.mina, { suspended: true });
    travel(310);
    const stale = await quietApiOf(world, browser);
    for (const [person, suspended] of [
      [world.mina, false],
      [world.tomas, true],
    ] as const) {
      const refused = await patchMember(stale, world, person, { suspended });
      expect(saying(refused)).to.deep.equal([401, 'mfa_required']);
      expect(await memberOf(stale, world.slug, person)).to.include({ suspended: !suspended });
    }
  });

  it('ruling 15: returns through joining, which counts as a new sign-in', async () => {
    const { world, api } = await setUp();
    const { mina, application, slug } = world;
    await changed(api, world, mina, { suspended: true });
    const { answer } = await signIn(application, mina);
    const { refresh_token: token = '' } = await application.redeem(answer);
    travel(1);
    await api.put(`/organizations/${slug}/enforcement`, { preset: 'all-at-once' });
    travel(1);
    const kept = await application.refresh(token);
    await changed(api, world, mina, { suspended: false });
    expect(await refusedWith(application.refresh(kept.refresh_token ?? ''))).to.equal('invalid_grant');
  });

  it('ruling 15: by a rule is not lifted by an administrator, unless nothing is required of the member any more', async () => {
    const { world, api } = await setUp({ enforcement: everyoneNow });
    const { mina, slug, server } = world;
    await server.countersign.db.sql(
      "UPDATE members SET suspended = 'by_rule' WHERE user_id = (SELECT id FROM users WHERE email = $1)",
      [mina.email],
    );
    expect(await memberOf(api, slug, mina)).to.include({ suspended: true, suspended_by: 'rule' });
    const refused = await patchMember(api, world, mina, { suspended: false });
    expect([...saying(refused), refused.body.list]).to.deep.equal([
      409,
      'members_not_protected',
      [mina.email],
    ]);
    const lifted = await changed(api, world, mina, { suspended: false, override: 'exempt' });
    expect(lifted).to.include({ suspended: false, suspended_by: null });
  });

  it('ruling 12: the operator may reinstate anyone', async () => {
    const { world } = await setUp({ enforcement: everyoneNow });
    const { mina, server } = world;
    await server.countersign.db.sql(
      "UPDATE members SET suspended = 'by_rule' WHERE user_id = (SELECT id FROM users WHERE email = $1)",
      [mina.email],
    );
    const operator = await operatorOf(world);
    expect(await changed(operator, world, mina, { suspended: false })).to.include({ suspended: false });
    const last = (await auditOf(server, mina.email)).findLast(({ type }) => type === 'member.reinstated');
    expect(last?.actor).to.deep.equal({ kind: 'operator', id: `${world.slug}-operator` });
  });
});

describe('the role of a member', () => {
  it('D24: is given by whoever has it, and counts at once', async () => {
    const { world, api } = await setUp();
    const { tomas, slug } = world;
    const member: ApiClient = await apiOf(world, tomas);
    expect((await member.get(`/organizations/${slug}`)).status).to.equal(403);
    expect(await changed(api, world, tomas, { role: 'admin' })).to.include({ role: 'admin' });
    expect((await member.get(`/organizations/${slug}`)).status).to.equal(200);
    expect(saying(await patchMember(member, world, tomas, { role: 'owner' }))).to.deep.equal([
      403,
      'not_allowed',
    ]);
    expect(await changed(member, world, tomas, { role: 'member' }), 'stepping down').to.include({
      role: 'member',
    });
    expect((await member.get(`/organizations/${slug}`)).status).to.equal(403);
  });

  it('ruling 12: of an organization without an owner, others are changed and removed all the same', async () => {
    const { world } = await setUp();
    const { olivia, mina, tomas, server } = world;
    await server.countersign.db.sql(
      "UPDATE members SET role = 'member' WHERE user_id = (SELECT id FROM users WHERE email = $1)",
      [olivia.email],
    );
    const operator = await operatorOf(world);
    expect(await changed(operator, world, tomas, { suspended: true })).to.include({ suspended: true });
    expect((await operator.delete(await memberPath(world, mina))).status).to.equal(204);
  });
});
