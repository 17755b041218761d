import { expect } from 'chai';
import { auditOf } from '../../attacks/support/audit-rows.ts';
import { relaxedApplication } from '../../attacks/support/relaxed-application.ts';
import { type ApiClient, type ApiReply, operatorOf } from '../../harness/api.ts';
import { travel } from '../../harness/clock.ts';
import { choosePassword, mailedLink, mailsTo } from '../../harness/mails.ts';
import { markedIn } from '../../harness/marks.ts';
import { memberOf } from '../../harness/members.ts';
import { createWorld, enroll, everyoneNow, passPassword, seed, type World } from '../../harness/world.ts';

const newPassword = 'seventeen quiet otters';

function order(api: ApiClient, { slug }: Pick<World, 'slug'>, body: Record<string, unknown>) {
  return api.post(`/organizations/${slug}/password-resets`, body);
}

/** Who is named: Mina, who has no factor, and Tomas, who has one; `all` means Olivia as well, who has one. */
const namings: Readonly<Record<string, (world: World) => unknown>> = {
  named: ({ mina, tomas }) => [mina.email, tomas.email],
  all: () => 'all',
};

interface Case {
  readonly title: string;
  readonly plan: string;
  readonly enforcement?: Readonly<Record<string, unknown>>;
  /** What the order says; undefined: nothing. */
  readonly asked: boolean | undefined;
  readonly mustEnroll: boolean;
  /** What Mina's next sign-in asks. */
  readonly mina: 'enroll' | 'password_only';
}

const chosen = { preset: 'reset-driven' };
const cases: readonly Case[] = [
  { title: 'with enforcement', plan: 'team', asked: undefined, mustEnroll: true, mina: 'enroll' },
  { title: 'with enforcement', plan: 'team', asked: true, mustEnroll: true, mina: 'enroll' },
  { title: 'with enforcement', plan: 'team', asked: false, mustEnroll: false, mina: 'password_only' },
  { title: 'without', plan: 'free', asked: undefined, mustEnroll: false, mina: 'password_only' },
  { title: 'without', plan: 'free', asked: false, mustEnroll: false, mina: 'password_only' },
  {
    title: 'whose policy chooses by resets',
    plan: 'team',
    enforcement: chosen,
    asked: undefined,
    mustEnroll: true,
    mina: 'enroll',
  },
  {
    title: 'whose policy chooses by resets',
    plan: 'team',
    enforcement: chosen,
    asked: false,
    mustEnroll: false,
    mina: 'enroll',
  },
  {
    title: 'whose policy binds everyone',
    plan: 'team',
    enforcement: everyoneNow,
    asked: false,
    mustEnroll: false,
    mina: 'enroll',
  },
];

function bodyOf(asked: boolean | undefined, users: unknown): Record<string, unknown> {
  return asked === undefined ? { users } : { users, must_enroll: asked };
}

/** Password epoch and mails of somebody: what an order changes first. */
async function stateOf({ server }: World, email: string) {
  const [user] = await server.countersign.db.sql(
    'SELECT epoch, password_reset_at, must_enroll_since FROM users WHERE email = $1',
    [email],
  );
  return { user, mails: (await mailsTo(server, email)).length };
}

describe('L4, ruling 35: what ordered passwords ask next', () => {
  for (const [naming, users] of Object.entries(namings))
    for (const { title, plan, enforcement = null, asked, mustEnroll, mina: next } of cases)
      it(`on a plan ${title}, ${naming}, must_enroll ${asked}: ${mustEnroll}, ${next}`, async () => {
        const world = await createWorld({ plan, enforcement });
        const { server, mina, tomas } = world;
        const answer = await order(await operatorOf(world), world, bodyOf(asked, users(world)));
        expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
        const withFactor = naming === 'all' ? 2 : 1;
        const counts = { enroll: 0, factor: withFactor, password_only: 0, [next]: 1 };
        expect(answer.body).to.deep.equal({
          ordered: withFactor + 1,
          skipped: [],
          skipped_count: 0,
          must_enroll: mustEnroll,
          next_sign_in: counts,
          job: null,
        });
        expect(await markedIn(world)).to.deep.equal(mustEnroll ? [mina.email] : []);
        const ordered = (await auditOf(server, mina.email)).find(
          ({ type }) => type === 'account.password_reset_ordered',
        );
        expect(ordered?.detail).to.deep.equal({ asked: next });
        const isChosen = enforcement === chosen;
        const { override } = await memberOf(await operatorOf(world), world.slug, mina);
        expect(override).to.equal(isChosen ? 'required' : 'inherit');
        await choosePassword(await mailedLink(server, mina.email, '/password/reset/'), newPassword);
        const back = await passPassword(world.application, { ...mina, password: newPassword });
        expect(back.answer.name).to.equal(next === 'enroll' ? 'mailbox' : null);
        const relaxed = await relaxedApplication(world);
        const there = await passPassword(relaxed, { ...mina, password: newPassword });
        expect(there.answer.name, 'where the environment is off').to.equal(mustEnroll ? 'mailbox' : null);
        await choosePassword(await mailedLink(server, tomas.email, '/password/reset/'), newPassword);
        const owner = await passPassword(world.application, { ...tomas, password: newPassword });
        expect(owner.answer.name, 'the factor that they have').to.equal('challenge');
      });

  for (const [naming, users] of Object.entries(namings))
    it(`cannot be a factor where the plan has no enforcement, ${naming}: nothing happens`, async () => {
      const world = await createWorld({ plan: 'free' });
      const operator = await operatorOf(world);
      const before = await stateOf(world, world.mina.email);
      const refused = await order(operator, world, { users: users(world), must_enroll: true });
      expectRefused(refused, 409, 'plan_without_enforcement');
      expect(await stateOf(world, world.mina.email)).to.deep.equal(before);
      const types = (await auditOf(world.server, world.mina.email)).map(({ type }) => type);
      expect(types).not.to.include('account.password_reset_ordered');
    });

  it('follows the trial: nobody must enrol once it is over, nor is chosen by the policy that does', async () => {
    const world = await createWorld({ plan: 'team', enforcement: chosen });
    const operator = await operatorOf(world);
    const path = `/organizations/${world.slug}/plan`;
    const trial = { plan: 'team', trial_ends_at: new Date(Date.now() + 60_000).toISOString() };
    expect((await operator.put(path, trial)).status).to.equal(200);
    travel(60);
    const users = [world.mina.email];
    expectRefused(
      await order(operator, world, { users, must_enroll: true }),
      409,
      'plan_without_enforcement',
    );
    const answer = await order(operator, world, { users });
    expect(answer.body).to.deep.include({
      ordered: 1,
      must_enroll: false,
      next_sign_in: { enroll: 0, factor: 0, password_only: 1 },
    });
    expect(await markedIn(world)).to.deep.equal([]);
    expect((await memberOf(operator, world.slug, world.mina)).override).to.equal('inherit');
  });

  it('is yes, no or nothing said: else 422 with the path, and nothing happens', async () => {
    const world = await createWorld();
    const operator = await operatorOf(world);
    for (const must_enroll of ['yes', 1, null]) {
      const refused = await order(operator, world, { users: [world.mina.email], must_enroll });
      expect([refused.status, refused.body.errors?.[0]?.path]).to.deep.equal([422, '/must_enroll']);
    }
    expect(await markedIn(world)).to.deep.equal([]);
    expect(await mailsTo(world.server, world.mina.email)).to.deep.equal([]);
  });

  it('marks an exempt member as well, who stays exempt', async () => {
    const world = await createWorld({ enforcement: chosen });
    const { server, slug, mina } = world;
    await seed(server, { organizations: [{ slug, members: [{ email: mina.email, override: 'exempt' }] }] });
    const operator = await operatorOf(world);
    expect((await order(operator, world, { users: [mina.email] })).body.next_sign_in.enroll).to.equal(1);
    expect(await markedIn(world)).to.deep.equal([mina.email]);
    expect((await memberOf(operator, slug, mina)).override).to.equal('exempt');
    await choosePassword(await mailedLink(server, mina.email, '/password/reset/'), newPassword);
    const back = await passPassword(world.application, { ...mina, password: newPassword });
    expect(back.answer.name).to.equal('mailbox');
  });

  it('keeps the instant of a mark that stands, and ends with the enrolment', async () => {
    const world = await createWorld();
    const { server, mina } = world;
    const operator = await operatorOf(world);
    await order(operator, world, { users: [mina.email] });
    const { user: first } = await stateOf(world, mina.email);
    await order(operator, world, { users: [mina.email], must_enroll: false });
    const { user: second } = await stateOf(world, mina.email);
    expect(second?.must_enroll_since).to.deep.equal(first?.must_enroll_since).and.not.equal(null);
    await choosePassword(await mailedLink(server, mina.email, '/password/reset/'), newPassword);
    const person = { ...mina, password: newPassword };
    const { browser, answer } = await passPassword(world.application, person);
    await enroll(server, browser, answer, mina.email);
    expect(await markedIn(world)).to.deep.equal([]);
    expect((await order(operator, world, { users: [mina.email] })).body.next_sign_in.factor).to.equal(1);
    expect(await markedIn(world)).to.deep.equal([]);
  });

  it('meets somebody who enrols in the same moment: a factor or the mark, never both', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { server, mina } = world;
    const operator = await operatorOf(world);
    for (let round = 0; round < 6; round += 1) {
      await server.countersign.db.sql(
        `UPDATE users SET must_enroll_since = NULL, password_reset_at = NULL WHERE email = $1`,
        [mina.email],
      );
      await server.countersign.db.sql(
        'DELETE FROM authenticators WHERE user_id = (SELECT id FROM users WHERE email = $1)',
        [mina.email],
      );
      const { browser, answer } = await passPassword(world.application, mina);
      const wait = round * 15;
      const [, ordered] = await Promise.all([
        enroll(server, browser, answer, mina.email).catch(() => null),
        new Promise((resolve) => setTimeout(resolve, wait)).then(() =>
          order(operator, world, { users: [mina.email] }),
        ),
      ]);
      const [row] = await server.countersign.db.sql<{ marked: boolean; factors: number }>(
        `SELECT must_enroll_since IS NOT NULL AS marked,
           (SELECT count(*)::int FROM authenticators a WHERE a.user_id = u.id) AS factors
         FROM users u WHERE email = $1`,
        [mina.email],
      );
      const asked = ordered.body.next_sign_in.enroll === 1 ? 'enroll' : 'factor';
      expect([row?.marked, row?.factors], `${asked} in round ${round}`).to.deep.equal(
        asked === 'enroll' ? [true, 0] : [false, 1],
      );
    }
  });
});

function expectRefused({ status, body }: ApiReply, expected: number, code: string): void {
  expect([status, body.code]).to.deep.equal([expected, code]);
}
