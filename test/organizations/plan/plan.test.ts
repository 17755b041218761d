import { expect } from 'chai';
import { type AuditRow, auditOfOrganization } from '../../attacks/support/audit-rows.ts';
import { type ApiClient, apiOf, operatorOf } from '../../harness/api.ts';
import { travel } from '../../harness/clock.ts';
import { invite } from '../../harness/invitations.ts';
import { deliver } from '../../harness/mails.ts';
import { createWorld, everyoneNow, passPassword, seed, signIn, type World } from '../../harness/world.ts';
import { refusedWith } from '../../sign-in/support/refused.ts';

const hour = 60 * 60;
const everyoneOut = { required: 'everyone', activation: 'immediately', sessions: 'end_now' };

async function lapses({ server, slug }: World): Promise<readonly AuditRow[]> {
  return (await auditOfOrganization(server, slug)).filter(
    ({ type }) => type === 'organization.enforcement_lapsed',
  );
}

/** An enforcing organization on the plan `team`, and its operator. */
async function enforcing(enforcement: Readonly<Record<string, unknown>> = everyoneNow) {
  const world = await createWorld({ plan: 'team', enforcement });
  const path = `/organizations/${world.slug}`;
  return { world, path, operator: await operatorOf(world) };
}

async function putPlan(operator: ApiClient, path: string, body: Readonly<Record<string, unknown>>) {
  const answer = await operator.put(`${path}/plan`, body);
  expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
  return answer.body;
}

async function stateOf(api: ApiClient, path: string): Promise<string> {
  return (await api.get(`${path}/enforcement`)).body.state;
}

describe('a plan', () => {
  it('T3: without the entitlement shows the organization, and the API refuses enforcement', async () => {
    const world = await createWorld({ plan: 'free' });
    const api = await apiOf(world, world.olivia);
    const path = `/organizations/${world.slug}`;
    expect((await api.get(path)).body).to.include({ plan: 'free', enforcement_allowed: false });
    const answer = await api.put(`${path}/enforcement`, { preset: 'by-midnight' });
    expect([answer.status, answer.body.code]).to.deep.equal([409, 'plan_without_enforcement']);
  });

  it('T4: with the entitlement says so, and one request switches enforcement on, another one off', async () => {
    for (const plan of ['team', 'enterprise']) {
      const world = await createWorld({ plan });
      const api = await apiOf(world, world.olivia);
      const path = `/organizations/${world.slug}`;
      expect((await api.get(path)).body).to.include({ plan, enforcement_allowed: true });
      expect((await api.get(`${path}/enforcement`)).body).to.include({ state: 'off', required: 'nobody' });
      const on = await api.put(`${path}/enforcement`, { preset: 'by-midnight' });
      expect(on.status, JSON.stringify(on.body)).to.equal(200);
      expect(on.body).to.include({ state: 'scheduled', required: 'everyone' });
      const off = await api.put(`${path}/enforcement`, { preset: 'by-midnight', required: 'nobody' });
      expect(off.status, JSON.stringify(off.body)).to.equal(200);
      expect(off.body).to.include({ state: 'off', required: 'nobody' });
      expect((await api.get(`${path}/enforcement`)).body).to.deep.equal(off.body);
    }
  });

  it('T14, T15: a downgrade switches enforcement off at once; factors stay and are asked of their owners', async () => {
    const { world, path, operator } = await enforcing();
    expect((await passPassword(world.application, world.mina)).answer.name).to.equal('mailbox');
    expect(await putPlan(operator, path, { plan: 'free' })).to.include({
      plan: 'free',
      enforcement_allowed: false,
    });
    expect(await stateOf(operator, path)).to.equal('off');
    expect((await signIn(world.application, world.mina)).answer.location).to.contain('code=');
    expect((await passPassword(world.application, world.tomas)).answer.name).to.equal('challenge');
  });

  it('T16: after a downgrade members may remove the factor that enforcement kept them from removing', async () => {
    const { world, path, operator } = await enforcing();
    const me = await apiOf(world, world.tomas);
    const [{ id }] = (await me.get('/me/authenticators')).body.items;
    const kept = await me.delete(`/me/authenticators/${id}`);
    expect([kept.status, kept.body.code]).to.deep.equal([409, 'factor_required_by']);
    await putPlan(operator, path, { plan: 'free' });
    expect((await me.delete(`/me/authenticators/${id}`)).status).to.equal(200);
    expect((await signIn(world.application, world.tomas)).answer.location).to.contain('code=');
  });

  it('T17: an upgrade does not switch enforcement back on, for everyone nor for those chosen; both are noted', async () => {
    const { world, path, operator } = await enforcing();
    await seed(world.server, {
      organizations: [{ slug: world.slug, members: [{ email: world.mina.email, override: 'required' }] }],
    });
    await putPlan(operator, path, { plan: 'free' });
    await putPlan(operator, path, { plan: 'team' });
    expect(await stateOf(operator, path)).to.equal('off');
    expect((await signIn(world.application, world.mina)).answer.location).to.contain('code=');
    const events = await auditOfOrganization(world.server, world.slug);
    const since = events.slice(events.findIndex(({ type }) => type === 'organization.plan_changed'));
    expect(since.map(({ type }) => type)).to.deep.equal([
      'organization.plan_changed',
      'organization.enforcement_lapsed',
      'member.changed',
      'organization.plan_changed',
    ]);
    expect(since[2]?.detail).to.deep.equal({
      before: { override: 'required' },
      after: { override: 'inherit' },
      reason: 'enforcement lapsed',
    });
    const [first] = since;
    expect([first?.actor, first?.detail.before, first?.detail.after]).to.deep.equal([
      { kind: 'operator', id: `${world.slug}-operator` },
      { plan: 'team', seats: 5, trialEndsAt: null },
      { plan: 'free', seats: 3, trialEndsAt: null },
    ]);
  });

  it('T14, T17: the same by the seeding file', async () => {
    const { world, path, operator } = await enforcing();
    await seed(world.server, { organizations: [{ slug: world.slug, plan: 'free', seats: 3 }] });
    expect(await stateOf(operator, path)).to.equal('off');
    await seed(world.server, { organizations: [{ slug: world.slug, plan: 'enterprise' }] });
    expect(await stateOf(operator, path)).to.equal('off');
    expect(await lapses(world)).to.have.length(1);
  });

  it('T14: tells the notification address, else the administrators', async () => {
    const { world, path, operator } = await enforcing();
    await putPlan(operator, path, { plan: 'free' });
    await deliver(world.server);
    const subjects = world.server.mailbox.messages().filter(({ to }) => to === world.olivia.email);
    expect(subjects.at(-1)?.subject).to.contain('no longer requires two-step sign-in');
  });

  it('ruling 6: what enforcement had ended stays ended after a downgrade', async () => {
    const world = await createWorld({ plan: 'team' });
    const { answer } = await signIn(world.application, world.mina);
    const tokens = await world.application.redeem(answer);
    travel(5);
    await seed(world.server, { organizations: [{ slug: world.slug, enforcement: everyoneOut }] });
    await putPlan(await operatorOf(world), `/organizations/${world.slug}`, { plan: 'free' });
    expect(await refusedWith(world.application.refresh(tokens.refresh_token ?? ''))).to.equal(
      'invalid_grant',
    );
  });

  it('D25: before a downgrade says what would not fit any more', async () => {
    const { world, path, operator } = await enforcing();
    await operator.put(`${path}/seats`, { seats: 9 });
    await invite(world, operator, { email: `nora@${world.slug}.example` });
    const api = await apiOf(world, world.olivia);
    const preview = await api.get(`${path}/plan/preview?plan=free`);
    expect(preview.status, JSON.stringify(preview.body)).to.equal(200);
    const holders = [world.mina.email, world.olivia.email, world.tomas.email, `nora@${world.slug}.example`];
    expect(preview.body).to.deep.equal({
      plan: 'free',
      seats: 3,
      seats_in_use: 4,
      enforcement_allowed: false,
      incompatible: [
        { code: 'seats_below_use', list: holders },
        { code: 'plan_without_enforcement', list: [] },
      ],
    });
    const upgrade = await api.get(`${path}/plan/preview?plan=enterprise`);
    expect(upgrade.body.incompatible).to.deep.equal([]);
    expect((await api.get(path)).body).to.include({ plan: 'team', seats: 9 });
    const unknown = await api.get(`${path}/plan/preview?plan=gold`);
    expect([unknown.status, unknown.body.errors[0].path]).to.deep.equal([422, '/plan']);
  });

  it('D25: is set by the operator alone, and only one that there is', async () => {
    const { world, path, operator } = await enforcing();
    const api = await apiOf(world, world.olivia);
    expect((await api.put(`${path}/plan`, { plan: 'free' })).status).to.equal(403);
    for (const body of [{ plan: 'gold' }, { plan: 'toString' }, {}, { plan: 'team', trial_ends_at: 'soon' }])
      expect((await operator.put(`${path}/plan`, body)).status, JSON.stringify(body)).to.equal(422);
    expect(await stateOf(operator, path)).to.equal('on');
  });
});

describe('a trial', () => {
  const inHours = (hours: number) => new Date(Date.now() + hours * hour * 1000).toISOString();

  it('T14: ends enforcement to the second, although no job has run', async () => {
    const { world, path, operator } = await enforcing();
    await putPlan(operator, path, { plan: 'team', trial_ends_at: inHours(1) });
    travel(hour - 5);
    expect((await passPassword(world.application, world.mina)).answer.name).to.equal('mailbox');
    travel(5);
    expect((await signIn(world.application, world.mina)).answer.location).to.contain('code=');
    const later = await operatorOf(world);
    expect(await stateOf(later, path)).to.equal('off');
    const again = await later.put(`${path}/enforcement`, { preset: 'all-at-once' });
    expect(again.body.code).to.equal('plan_without_enforcement');
  });

  it('T14, T17: is over for good when the job has run, once, and another one brings nothing back', async () => {
    const { world, path, operator } = await enforcing();
    await putPlan(operator, path, { plan: 'team', trial_ends_at: inHours(1) });
    await world.server.countersign.sweep(new Date());
    expect(await lapses(world)).to.deep.equal([]);
    travel(hour);
    await Promise.all([1, 2, 3].map(() => world.server.countersign.sweep(new Date())));
    const [lapsed, ...others] = await lapses(world);
    expect([lapsed?.actor, others.length]).to.deep.equal([{ kind: 'system' }, 0]);
    const later = await operatorOf(world);
    await putPlan(later, path, { plan: 'team', trial_ends_at: null });
    expect(await stateOf(later, path)).to.equal('off');
    expect((await later.get(path)).body).to.include({ enforcement_allowed: true, trial_ends_at: null });
  });

  it('T17, ruling 6: that has ended unnoticed is not brought back by a longer one', async () => {
    const { world, path, operator } = await enforcing();
    await putPlan(operator, path, { plan: 'team', trial_ends_at: inHours(1) });
    travel(2 * hour);
    const later = await operatorOf(world);
    await putPlan(later, path, { plan: 'team', trial_ends_at: inHours(1000) });
    expect(await stateOf(later, path)).to.equal('off');
    expect(await lapses(world)).to.have.length(1);
  });

  it('ruling 6: leaves ended what a deadline within it had ended, although no job noticed either', async () => {
    const world = await createWorld({ plan: 'team' });
    const { answer } = await signIn(world.application, world.mina);
    const tokens = await world.application.redeem(answer);
    const operator = await operatorOf(world);
    const path = `/organizations/${world.slug}`;
    const deadline = inHours(1);
    const policy = { required: 'everyone', activation: { deadline }, sessions: 'end_at_deadline' };
    expect((await operator.put(`${path}/enforcement`, policy)).status).to.equal(200);
    await putPlan(operator, path, { plan: 'team', trial_ends_at: inHours(2) });
    travel(3 * hour);
    await putPlan(await operatorOf(world), path, { plan: 'team', trial_ends_at: null });
    expect(await refusedWith(world.application.refresh(tokens.refresh_token ?? ''))).to.equal(
      'invalid_grant',
    );
  });

  it('T14: that was made longer in time goes on, and its old end does nothing', async () => {
    const { world, path, operator } = await enforcing();
    await putPlan(operator, path, { plan: 'team', trial_ends_at: inHours(1) });
    await putPlan(operator, path, { plan: 'team', trial_ends_at: inHours(3) });
    await putPlan(operator, path, { plan: 'team' });
    travel(2 * hour);
    await world.server.countersign.sweep(new Date());
    expect(await stateOf(await operatorOf(world), path)).to.equal('on');
    expect(await lapses(world)).to.deep.equal([]);
    expect((await passPassword(world.application, world.mina)).answer.name).to.equal('mailbox');
  });
});
