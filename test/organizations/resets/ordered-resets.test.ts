import { expect } from 'chai';
import { type ApiClient, apiOf, operatorOf } from '../../harness/api.ts';
import { Browser } from '../../harness/browser.ts';
import { travel } from '../../harness/clock.ts';
import { choosePassword, mailedLink, mailsTo, resetLinkFor } from '../../harness/mails.ts';
import {
  createWorld,
  everyoneNow,
  mailedCode,
  passPassword,
  seed,
  signIn,
  type TestPerson,
  type World,
} from '../../harness/world.ts';

const newPassword = 'seventeen quiet otters';

function order(api: ApiClient, { slug }: Pick<World, 'slug'>, users: unknown, headers = {}) {
  return api.post(`/organizations/${slug}/password-resets`, { users }, headers);
}

describe('new passwords that an administrator orders', () => {
  it('L4, L5: sign out at once; the old one opens nothing, the mailed link works for an hour', async () => {
    const world = await createWorld();
    const { server, application, olivia, mina, greta } = world;
    const { browser, answer } = await signIn(application, mina);
    const tokens = await application.redeem(answer);
    const api = await apiOf(world, olivia);
    const ordered = await order(api, world, [mina.email]);
    expect(ordered.status, JSON.stringify(ordered.body)).to.equal(200);
    expect(ordered.body).to.deep.equal({
      ordered: 1,
      skipped: [],
      skipped_count: 0,
      must_enroll: true,
      next_sign_in: { enroll: 1, factor: 0, password_only: 0 },
      job: null,
    });
    const refused = await application.refresh(tokens.refresh_token ?? '').catch((reason) => reason.error);
    expect(refused).to.equal('invalid_grant');
    const silent = await application.start(browser, { prompt: 'none' });
    expect(application.errorOf(silent)).to.equal('login_required');
    const link = await mailedLink(server, mina.email, '/password/reset/');
    travel(60 * 60 - 10);
    expect((await new Browser().open(link)).name).to.equal('new-password');
    expect((await choosePassword(link, newPassword)).name).to.equal('password-saved');
    const back = await passPassword(application, { ...mina, password: newPassword });
    expect(back.answer.name, 'ruling 35: a factor first').to.equal('mailbox');
    expect((await passPassword(application, greta)).answer.location).to.include('code=');
  });

  it('L4: are told of at the sign-in only to who knows the old one, and the link is mailed again', async () => {
    const world = await createWorld();
    const { server, application, olivia, mina } = world;
    await order(await apiOf(world, olivia), world, [mina.email]);
    const first = await mailedLink(server, mina.email, '/password/reset/');
    const wrong = await passPassword(application, { ...mina, password: 'wrong password of a stranger' });
    expect(wrong.answer.body).not.to.include('new password');
    expect(await mailsTo(server, mina.email)).to.have.length(1);
    travel(2 * 60 * 60);
    expect((await new Browser().open(first)).name).to.equal('reset-link-expired');
    const { answer } = await passPassword(application, mina);
    expect([answer.status, answer.name]).to.deep.equal([422, 'password']);
    expect(answer.page.querySelector('[role=alert]')?.text).to.include('You need a new password');
    const [, again] = await mailsTo(server, mina.email);
    expect(again?.subject).to.equal('Countersign: you need a new password');
    expect(again?.text).to.include(`An administrator of ${world.slug.toUpperCase()} asked on`);
    const second = await mailedLink(server, mina.email, '/password/reset/');
    expect((await choosePassword(second, newPassword)).name).to.equal('password-saved');
  });

  it('L4: may not be the old ones, which others may know', async () => {
    const world = await createWorld();
    const { server, olivia, mina } = world;
    await order(await apiOf(world, olivia), world, [mina.email]);
    const link = await mailedLink(server, mina.email, '/password/reset/');
    const same = await choosePassword(link, mina.password);
    expect(same.status).to.equal(422);
    expect(same.page.querySelector('[role=alert]')?.text).to.include('the password you had before');
    expect((await choosePassword(link, newPassword)).name).to.equal('password-saved');
  });

  it('L5: can be asked for again by the page for forgotten ones', async () => {
    const world = await createWorld();
    const { server, olivia, mina } = world;
    await order(await apiOf(world, olivia), world, [mina.email]);
    travel(60 * 60 + 10);
    const link = await resetLinkFor(server, mina.email);
    expect((await choosePassword(link, newPassword)).name).to.equal('password-saved');
  });

  it('D41: ask for the second step as ever', async () => {
    const world = await createWorld();
    const { server, application, olivia, tomas } = world;
    await order(await apiOf(world, olivia), world, [tomas.email]);
    await choosePassword(await mailedLink(server, tomas.email, '/password/reset/'), newPassword);
    const { answer } = await passPassword(application, { ...tomas, password: newPassword });
    expect(answer.name).to.equal('challenge');
  });

  it('end a sign-in that is under way', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { server, application, olivia, mina } = world;
    const { browser, answer } = await passPassword(application, mina);
    const enroll = await browser.submit(answer, { code: mailedCode(server, mina.email) });
    await order(await apiOf(world, olivia), world, [mina.email]);
    expect((await browser.request(enroll.url)).location).to.match(/\/password$/);
  });

  it('L4: make the chosen enrol as well under the preset reset-driven, and nobody else', async () => {
    const world = await createWorld({ enforcement: { preset: 'reset-driven' } });
    const { server, application, olivia, mina, slug } = world;
    const another = { email: `nora@${slug}.example`, password: mina.password, secret: null };
    await seed(server, {
      users: [{ email: another.email, email_verified: true, password: another.password }],
      organizations: [{ slug, members: [{ email: another.email }] }],
    });
    expect((await passPassword(application, mina)).answer.location).to.include('code=');
    await order(await apiOf(world, olivia), world, [mina.email]);
    await choosePassword(await mailedLink(server, mina.email, '/password/reset/'), newPassword);
    const { answer } = await passPassword(application, { ...mina, password: newPassword });
    expect(answer.name).to.equal('mailbox');
    expect(await overridesOf(world)).to.include({ [mina.email]: 'required', [another.email]: 'inherit' });
    expect((await passPassword(application, another)).answer.location).to.include('code=');
    const operator = await operatorOf(world);
    const { items } = (await operator.get(`/organizations/${slug}/activity?type=member.changed`)).body;
    expect(items.map(({ detail }: { detail: unknown }) => detail)).to.deep.equal([
      {
        before: { override: 'inherit' },
        after: { override: 'required' },
        reason: 'a new password was ordered',
      },
    ]);
  });

  it('L4: leave overrides alone under other policies, and exemptions under every one', async () => {
    for (const [enforcement, override] of [
      [{ preset: 'chosen-people' }, 'inherit'],
      [{ preset: 'all-at-once' }, 'inherit'],
      [{ preset: 'reset-driven', sessions: 'keep' }, 'inherit'],
      [{ preset: 'reset-driven' }, 'exempt'],
    ] as const) {
      const world = await createWorld({ enforcement });
      const { server, slug, mina } = world;
      const member = { email: mina.email, override };
      await seed(server, { organizations: [{ slug, members: [member] }] });
      expect((await order(await operatorOf(world), world, [mina.email])).status).to.equal(200);
      expect((await overridesOf(world))[mina.email], JSON.stringify(enforcement)).to.equal(override);
    }
  });

  it('L4: choose whose exemption has run out, and nobody whose goes on', async () => {
    for (const [ends, override] of [
      ["- interval '1 minute'", 'required'],
      ["+ interval '1 day'", 'exempt'],
    ] as const) {
      const world = await createWorld({ enforcement: { preset: 'reset-driven' } });
      const { server, mina } = world;
      await server.countersign.db.sql(
        `UPDATE members SET override = 'exempt', exempt_until = now() ${ends}
         WHERE user_id = (SELECT id FROM users WHERE email = $1)`,
        [mina.email],
      );
      expect((await order(await operatorOf(world), world, [mina.email])).status).to.equal(200);
      expect((await overridesOf(world))[mina.email], ends).to.equal(override);
    }
  });

  it('meet one who is choosing their new one, and ask for another or not, but nothing breaks', async () => {
    const world = await createWorld();
    const { server, mina } = world;
    const operator = await operatorOf(world);
    for (let round = 0; round < 5; round += 1) {
      const link = await resetLinkFor(server, mina.email);
      const fields = { new_password: `${newPassword} ${round}` };
      const [posted, ordered] = await Promise.all([
        new Browser().post(link, fields),
        order(operator, world, [mina.email]),
      ]);
      expect(posted.status).to.be.oneOf([303, 410]);
      expect(ordered.status, JSON.stringify(ordered.body)).to.equal(200);
    }
  });

  it('are one for each order, however often the same request arrives', async () => {
    const world = await createWorld();
    const { server, olivia, mina } = world;
    const api = await apiOf(world, olivia);
    const key = { 'idempotency-key': `order-${world.slug}` };
    const first = await order(api, world, [mina.email], key);
    const again = await order(api, world, [mina.email], key);
    expect([again.status, again.body]).to.deep.equal([200, first.body]);
    expect(await mailsTo(server, mina.email)).to.have.length(1);
    expect(await eventsOf(world, mina)).to.deep.equal(['account.password_reset_ordered']);
  });
});

async function overridesOf({ server, slug }: World): Promise<Record<string, string>> {
  const rows = await server.countersign.db.sql<{ email: string; override: string }>(
    `SELECT u.email, m.override FROM members m JOIN users u ON u.id = m.user_id
     JOIN organizations o ON o.id = m.organization_id WHERE o.slug = $1`,
    [slug],
  );
  return Object.fromEntries(rows.map(({ email, override }) => [email, override]));
}

async function eventsOf({ server }: World, { email }: TestPerson): Promise<string[]> {
  const rows = await server.countersign.db.sql<{ type: string }>(
    `SELECT a.type FROM audit_events a JOIN users u ON u.id = a.user_id
     WHERE u.email = $1 AND a.type LIKE 'account.password%' ORDER BY a.id`,
    [email],
  );
  return rows.map(({ type }) => type);
}
