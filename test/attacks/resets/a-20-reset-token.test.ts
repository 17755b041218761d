import { expect } from 'chai';
import { apiOf, operatorOf } from '../../harness/api.ts';
import { type Answer, Browser } from '../../harness/browser.ts';
import { travel, travelTo } from '../../harness/clock.ts';
import { invite } from '../../harness/invitations.ts';
import { choosePassword, mailedLink, resetLinkFor } from '../../harness/mails.ts';
import {
  createWorld,
  passPassword,
  type TestPerson,
  type World,
  withShortPassword,
} from '../../harness/world.ts';

const [wanted, changed] = ['seventeen quiet otters', 'nineteen louder badgers'];

const post = (link: string, new_password = wanted): Promise<Answer> =>
  new Browser().post(link, { new_password, action: 'continue' });

/** Neither opened nor posted is it of any use. */
async function expectDead(link: string, why: string): Promise<void> {
  for (const answer of [await new Browser().open(link), await post(link)]) {
    expect([answer.status, answer.name], why).to.deep.equal([410, 'reset-link-expired']);
    expect(answer.headers.getSetCookie(), why).to.deep.equal([]);
  }
}

/** Whether a password is the one of a person: every page but that of the password comes after it. */
async function opens({ application }: World, person: TestPerson, password: string): Promise<boolean> {
  return (await passPassword(application, { ...person, password })).answer.name !== 'password';
}

/** Every way to another password, or to another mailbox, than the link of the person. */
const otherMeans: Readonly<Record<string, (world: World, person: TestPerson) => Promise<void>>> = {
  'was changed by its owner': async (world, person) => {
    const api = await apiOf(world, person);
    const change = { current_password: person.password, new_password: changed };
    expect((await api.post('/me/password', change)).status).to.equal(204);
  },
  'was replaced at a sign-in because it was short': async (world, person) => {
    const short = await withShortPassword(world, person);
    const { browser, answer } = await passPassword(world.application, short);
    expect(answer.name).to.equal('new-password');
    expect((await browser.submit(answer, { new_password: changed })).location).to.include('code=');
  },
  'was ordered anew by an administrator': async (world, person) => {
    const operator = await operatorOf(world);
    const path = `/organizations/${world.slug}/password-resets`;
    expect((await operator.post(path, { users: [person.email] })).status).to.equal(200);
    const link = await mailedLink(world.server, person.email, '/password/reset/');
    expect((await choosePassword(link, changed)).name).to.equal('password-saved');
  },
  'was reset by a newer link': async (world, person) => {
    const link = await resetLinkFor(world.server, person.email);
    expect((await choosePassword(link, changed)).name).to.equal('password-saved');
  },
};

describe('A-20: a link to a new password', () => {
  for (const [means, change] of Object.entries(otherMeans)) {
    it(`A-20: is worth nothing once the password ${means}, opened or posted`, async () => {
      const world = await createWorld();
      const link = await resetLinkFor(world.server, world.mina.email);
      await change(world, world.mina);
      await expectDead(link, means);
      expect(await opens(world, world.mina, wanted)).to.equal(false);
      expect(await opens(world, world.mina, changed)).to.equal(true);
    });
  }

  it('A-20: is worth nothing once the address that it was mailed to is another’s', async () => {
    const world = await createWorld();
    const { server, tomas } = world;
    const email = `thomas@new.${world.slug}.example`;
    const api = await apiOf(world, tomas);
    const link = await resetLinkFor(server, tomas.email);
    expect((await api.post('/me/email', { password: tomas.password, new_email: email })).status).to.equal(
      200,
    );
    expect((await new Browser().open(link)).name, 'before it is confirmed').to.equal('new-password');
    const browser = new Browser();
    await browser.submit(await browser.open(await mailedLink(server, email, '/account/email/')));
    await expectDead(link, 'after');
    expect(await opens(world, { ...tomas, email }, tomas.password)).to.equal(true);
  });

  it('A-20: of two the newer one works, the older one neither before nor after, and the newer one once', async () => {
    const world = await createWorld();
    const { server, greta } = world;
    const [older, newer] = [await resetLinkFor(server, greta.email), await resetLinkFor(server, greta.email)];
    await expectDead(older, 'before');
    expect(await opens(world, greta, greta.password)).to.equal(true);
    expect((await post(newer)).status).to.equal(303);
    await expectDead(older, 'after');
    await expectDead(newer, 'used');
    expect((await post(newer, changed)).status).to.equal(410);
    expect(await opens(world, greta, changed)).to.equal(false);
    expect(await opens(world, greta, wanted)).to.equal(true);
  });

  it('A-20: ends an hour after it was made, to the second, although no job has run', async () => {
    const world = await createWorld();
    const { server, greta } = world;
    const link = await resetLinkFor(server, greta.email);
    const [row] = await server.countersign.db.sql<{ made: Date; ends: Date }>(
      `SELECT l.created_at AS made, l.expires_at AS ends FROM one_time_links l JOIN users u ON u.id = l.user_id
       WHERE u.email = $1`,
      [greta.email],
    );
    const ends = row?.ends ?? new Date(0);
    expect(ends.getTime() - (row?.made.getTime() ?? 0)).to.equal(60 * 60 * 1000);
    travelTo(new Date(ends.getTime() - 20_000).toISOString());
    expect((await new Browser().open(link)).name).to.equal('new-password');
    expect((await post(link, 'short')).status).to.equal(422);
    travelTo(ends.toISOString());
    await expectDead(link, 'an hour later');
    travel(-30);
    expect((await post(link)).status, 'it was not spent by trying').to.equal(303);
  });

  it('A-20: is not spent by scanners, whatever they bring along, before and while its page is open', async () => {
    const world = await createWorld();
    const { server, greta } = world;
    const link = await resetLinkFor(server, greta.email);
    const filled = `${link}?${new URLSearchParams({ new_password: changed, action: 'continue' })}`;
    const reads: readonly [string, string, Record<string, string>][] = [
      [link, 'HEAD', {}],
      [link, 'GET', { purpose: 'prefetch', 'sec-purpose': 'prefetch;prerender' }],
      [link, 'GET', { accept: '*/*', 'user-agent': 'Scanner/1.0' }],
      [filled, 'GET', {}],
      [filled, 'HEAD', {}],
      [`${link}/`, 'GET', {}],
      [link, 'GET', { 'x-http-method-override': 'POST', 'x-http-method': 'POST' }],
    ];
    const others: typeof reads = [
      [link, 'OPTIONS', { origin: 'https://scanner.example' }],
      [link, 'DELETE', {}],
      [link, 'PUT', {}],
    ];
    const page = await new Browser().open(link);
    const look = ([url, method, headers]: (typeof reads)[number]) =>
      new Browser().request(url, { method, headers }).then(({ status }) => status);
    expect(await Promise.all([...reads, ...reads].map(look))).to.deep.equal(
      [...reads, ...reads].map(() => 200),
    );
    for (const status of await Promise.all([...others, ...others].map(look)))
      expect(status).to.be.within(404, 405);
    expect(await opens(world, greta, greta.password), 'nothing was changed').to.equal(true);
    expect((await new Browser().submit(page, { new_password: wanted })).name).to.equal('password-saved');
    expect(await opens(world, greta, wanted)).to.equal(true);
  });

  it('A-20: is not spent by a form that is empty, refused or from elsewhere', async () => {
    const { server, greta } = await createWorld();
    const link = await resetLinkFor(server, greta.email);
    const json = {
      body: JSON.stringify({ new_password: changed }),
      headers: { 'content-type': 'text/plain' },
    };
    const foreign = { headers: { origin: 'https://evil.example' } };
    expect((await new Browser().post(link, {})).status).to.equal(422);
    expect((await post(link, '        ')).status).to.equal(422);
    expect((await post(link, 'passwordpassword')).status).to.equal(422);
    expect((await new Browser().request(link, { method: 'POST', ...json })).status).to.equal(415);
    expect((await new Browser().post(link, { new_password: changed }, foreign)).status).to.equal(403);
    expect((await post(link)).status).to.equal(303);
  });

  it('A-20: is one person’s: two people’s links change each their own, also sent at once', async () => {
    const world = await createWorld();
    const { server, greta, mina } = world;
    const links = [await resetLinkFor(server, greta.email), await resetLinkFor(server, mina.email)] as const;
    const fields = (email: string, new_password: string) => ({ email, new_password, action: 'continue' });
    const answers = await Promise.all([
      new Browser().post(links[0], fields(mina.email, wanted)),
      new Browser().post(links[1], fields(greta.email, changed)),
    ]);
    expect(answers.map(({ status }) => status)).to.deep.equal([303, 303]);
    expect([await opens(world, greta, wanted), await opens(world, mina, changed)]).to.deep.equal([
      true,
      true,
    ]);
    expect([await opens(world, greta, changed), await opens(world, mina, wanted)]).to.deep.equal([
      false,
      false,
    ]);
  });

  it('A-20: is good for nothing else, and nothing else is good for a new password', async () => {
    const world = await createWorld();
    const { server, tomas } = world;
    const email = `thomas@new.${world.slug}.example`;
    const api = await apiOf(world, tomas);
    await api.post('/me/email', { password: tomas.password, new_email: email });
    const owner = await apiOf(world, world.olivia);
    const invitation = (await invite(world, owner, { email: `nora@${world.slug}.example` })).link;
    const change = await mailedLink(server, email, '/account/email/');
    const reset = await resetLinkFor(server, tomas.email);
    const tokenOf = (link: string) => link.slice(link.lastIndexOf('/') + 1);
    for (const link of [invitation, change])
      await expectDead(`${server.issuer}/password/reset/${tokenOf(link)}`, link);
    for (const [path, status] of [
      ['/account/email/', 404],
      ['/invitations/', 410],
    ] as const)
      for (const method of ['GET', 'POST']) {
        const answer = await new Browser().request(`${server.issuer}${path}${tokenOf(reset)}`, { method });
        expect(answer.status, `${method} ${path}`).to.equal(status);
      }
    for (const [link, name] of [
      [invitation, 'join'],
      [change, 'email-change'],
      [reset, 'new-password'],
    ] as const)
      expect((await new Browser().open(link)).name, 'none is spent').to.equal(name);
    expect((await post(reset)).status).to.equal(303);
  });
});
