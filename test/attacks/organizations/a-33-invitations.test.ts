import { expect } from 'chai';
import { type ApiClient, apiOf } from '../../harness/api.ts';
import { type Answer, Browser } from '../../harness/browser.ts';
import { travel } from '../../harness/clock.ts';
import { nameOfCookie } from '../../harness/cookies.ts';
import {
  follow,
  invite,
  joinAnew,
  mailedLink,
  membersOf,
  signInAt,
  signUp,
  twinOf,
  untilCallback,
} from '../../harness/invitations.ts';
import { sharedServer, type TestServer } from '../../harness/server.ts';
import {
  createWorld,
  enroll,
  password,
  seed,
  signIn,
  type TestPerson,
  type World,
} from '../../harness/world.ts';
import { auditOfOrganization } from '../support/audit-rows.ts';
import { dumpOf } from '../support/database-dump.ts';
import { alternate, at, secondServer } from '../support/two-servers.ts';

const week = 7 * 24 * 60 * 60;

describe('A-33: an invitation', () => {
  let world: World;
  let api: ApiClient;
  let path: string;

  beforeEach(async () => {
    world = await createWorld();
    api = await apiOf(world, world.olivia);
    path = `/organizations/${world.slug}/invitations`;
  });

  const address = (local: string) => `${local}@${world.slug}.example`;

  async function account(email: string): Promise<TestPerson> {
    await seed(world.server, { users: [{ email, email_verified: true, password }] });
    return { email, password, secret: null };
  }

  async function joins(link: string, person: TestPerson): Promise<Answer> {
    const { browser, answer } = await follow(link);
    return answer.name === 'password' ? signInAt(browser, answer, person) : answer;
  }

  it('A-33: is refused to another account, which can be switched for the invited one', async () => {
    const { link } = await invite(world, api, { email: world.greta.email });
    const other = await account(address('oscar'));
    const { browser } = await signIn(world.application, other);
    const { answer } = await follow(link, { browser });
    expect([answer.status, answer.name]).to.deep.equal([403, 'join']);
    expect(answer.body)
      .to.contain('This invitation is for another e-mail address')
      .and.to.contain(other.email);
    expect(await membersOf(world)).not.to.have.any.keys(other.email, world.greta.email);
    const page = await browser.submit(answer, { action: 'switch' });
    expect(page.name).to.equal('password');
    expect((await signInAt(browser, page, world.greta)).name).to.equal('joined');
    expect(await membersOf(world))
      .to.have.property(world.greta.email)
      .and.not.to.have.property(other.email);
  });

  it('A-33: makes an account of the invited address only, whatever the form says', async () => {
    const email = address('nora');
    const { link } = await invite(world, api, { email });
    const fields = {
      name: 'Nora',
      new_password: password,
      email: address('mallory'),
      role: 'owner',
      slug: 'x',
    };
    const { browser, answer } = await follow(link, { fields });
    expect((await signInAt(browser, answer, { email, password, secret: null })).name).to.equal('joined');
    expect(await membersOf(world)).to.have.property(email, 'member');
    expect(await world.server.countersign.db.people.byEmail(address('mallory'))).to.equal(null);
  });

  it('A-33: is for the same address in another case', async () => {
    const { link } = await invite(world, api, { email: ` Greta@${world.slug.toUpperCase()}.Example ` });
    expect((await joins(link, world.greta)).name).to.equal('joined');
  });

  for (const [what, invited, accepting] of [
    ['with a +tag', 'gus+team', 'gus'],
    ['without the +tag', 'gus', 'gus+team'],
    ['of Cyrillic letters that look alike', 'асе', 'ace'],
    ['with dots in it', 'g.us', 'gus'],
  ] as const) {
    it(`A-33: is for another person where the address is one ${what}`, async () => {
      const person = await account(address(accepting));
      await account(address(invited));
      const { link } = await invite(world, api, { email: address(invited) });
      const answer = await joins(link, person);
      expect([answer.status, answer.name]).to.deep.equal([403, 'join']);
      expect(await membersOf(world)).not.to.have.any.keys(person.email, address(invited));
    });
  }

  it('A-33: does not go to an address that mixes scripts to look like another', async () => {
    const answer = await api.post(path, { email: address('gretа') });
    expect([answer.status, answer.body.errors[0].path]).to.deep.equal([422, '/email']);
  });

  it('A-33: is accepted once', async () => {
    const email = address('nora');
    const { link } = await invite(world, api, { email });
    expect((await joinAnew(world.server, link, email)).name).to.equal('joined');
    const again = await new Browser().open(link);
    expect([again.status, again.name]).to.deep.equal([410, 'error']);
    expect((await new Browser().post(link, {})).status).to.equal(410);
  });

  it('A-33: is worth nothing after it was withdrawn, on the page and half-way through the sign-in', async () => {
    const { id, link } = await invite(world, api, { email: world.greta.email });
    const { browser, answer } = await follow(link);
    expect((await api.delete(`${path}/${id}`)).status).to.equal(204);
    expect((await new Browser().open(link)).status).to.equal(410);
    expect((await signInAt(browser, answer, world.greta)).status).to.equal(410);
    expect(await membersOf(world)).not.to.have.property(world.greta.email);
    expect((await api.delete(`${path}/${id}`)).status).to.equal(404);
  });

  it('A-33: ends to the second, although no job has run', async () => {
    const { link } = await invite(world, api, { email: world.greta.email });
    travel(week - 30);
    const { browser, answer } = await follow(link);
    expect(answer.name).to.equal('password');
    travel(30);
    expect((await new Browser().open(link)).status).to.equal(410);
    expect((await signInAt(browser, answer, world.greta)).status).to.equal(410);
    expect((await new Browser().post(link, { new_password: password })).status).to.equal(410);
    expect(await membersOf(world)).not.to.have.property(world.greta.email);
  });

  it('A-33: sent again has a new link, and the old one is worth nothing', async () => {
    const { id, link } = await invite(world, api, { email: world.greta.email });
    travel(week - 60);
    expect((await (await fresh()).post(`${path}/${id}/resend`)).status).to.equal(200);
    const newer = await mailedLink(world.server, world.greta.email);
    expect(newer).not.to.equal(link);
    expect((await new Browser().open(link)).status).to.equal(410);
    travel(week - 60);
    expect((await joins(newer, world.greta)).name).to.equal('joined');
  });

  it('A-33: is stored by its hash, and stands neither in the log nor in a list', async () => {
    const email = address('nora');
    const { link } = await invite(world, api, { email });
    const token = new URL(link).pathname.split('/').at(-1) ?? '';
    expect(token).to.match(/^[\w-]{43}$/);
    expect(JSON.stringify((await api.get(path)).body)).not.to.contain(token);
    await joinAnew(world.server, link, email);
    expect(world.server.log.join('\n')).to.contain('/invitations/[concealed]').and.not.to.contain(token);
    expect([...(await dumpOf(world.server)).values()].join('\n')).not.to.contain(token);
  });

  it('A-33: asks an enforcing organization’s proof although the request to the provider was cut short', async () => {
    await seed(world.server, {
      organizations: [
        { slug: world.slug, enforcement: { preset: 'everyone-ready', activation: 'immediately' } },
      ],
    });
    const { link } = await invite(world, await fresh(), { email: world.greta.email });
    const browser = new Browser();
    await browser.open(link);
    const away = await browser.post(link, { action: 'continue' });
    const cut = new URL(away.location ?? '');
    cut.searchParams.delete('invitation');
    const back = await signInAt(browser, await browser.open(cut.href), world.greta);
    expect([back.status, back.name]).to.deep.equal([200, 'join']);
    expect(back.body).to.contain('requires two-step sign-in');
    expect(await membersOf(world)).not.to.have.property(world.greta.email);
    const next = await browser.submit(back);
    expect(next.name).to.equal('mailbox');
    expect((await enroll(world.server, browser, next, world.greta.email)).answer.name).to.equal('joined');
  });

  it('A-33: is not accepted by an answer that another browser fetched, nor by a changed cookie', async () => {
    const { link } = await invite(world, api, { email: world.greta.email });
    const { browser } = await signIn(world.application, world.greta);
    const callback = await untilCallback(browser, link);
    expect((await new Browser().open(callback)).status).to.equal(410);
    const forged = new URL(callback);
    forged.searchParams.set('state', 'x');
    expect((await browser.open(forged.href)).status).to.equal(410);
    await browser.jar.setCookie(
      `${nameOfCookie(link, 'invitation')}=${Buffer.from('{"kind":"pending"}').toString('base64url')}; path=/`,
      link,
    );
    expect((await browser.open(callback)).status).to.equal(410);
    expect(await membersOf(world)).not.to.have.property(world.greta.email);
  });

  it('A-33: its codes are of no use at the token endpoint', async () => {
    const { link } = await invite(world, api, { email: world.greta.email });
    const { browser } = await signIn(world.application, world.greta);
    const callback = await untilCallback(browser, link);
    const name = nameOfCookie(link, 'invitation');
    const cookie = (await browser.cookies(link)).find((each) => each.startsWith(`${name}=`)) ?? '';
    const { verifier } = JSON.parse(Buffer.from(cookie.slice(name.length + 1), 'base64url').toString());
    const body = new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: 'countersign',
      code: new URL(callback).searchParams.get('code') ?? '',
      redirect_uri: `${world.server.issuer}/invitations/callback`,
      code_verifier: verifier,
    });
    const answer = await fetch(`${world.server.issuer}/token`, { method: 'POST', body });
    expect(answer.status).to.equal(401);
    expect((await browser.open(callback)).name, 'nothing is spent').to.equal('joined');
  });

  it('A-33: sends nobody’s browser anywhere but back to our own page', async () => {
    const query = new URLSearchParams({
      client_id: 'countersign',
      redirect_uri: redirectElsewhere,
      response_type: 'code',
      scope: 'openid',
      code_challenge: 'A'.repeat(43),
      code_challenge_method: 'S256',
    });
    const answer = await new Browser().request(`${world.server.issuer}/auth?${query}`);
    expect([answer.status, answer.location]).to.deep.equal([400, null]);
  });

  /** A new administration token: the old one has expired by now. */
  async function fresh(): Promise<ApiClient> {
    return apiOf(world, world.olivia, { step: 1 });
  }
});

describe('A-33: 50 at once at two servers', () => {
  let servers: [TestServer, TestServer];

  before(async () => {
    const first = await sharedServer();
    servers = [first, await secondServer(first)];
  });

  after(async () => servers[1].stop());

  it('A-33: make one member of one invitation', async () => {
    const world = await createWorld();
    const { link } = await invite(world, await apiOf(world, world.olivia), { email: world.greta.email });
    const { browser } = await signIn(world.application, world.greta);
    const callbacks: { browser: Browser; url: string }[] = [];
    for (let count = 0; count < 50; count += 1) {
      const twin = await twinOf(browser);
      callbacks.push({ browser: twin, url: at(alternate(servers, count), await untilCallback(twin, link)) });
    }
    const answers = await Promise.all(callbacks.map((each) => each.browser.request(each.url)));
    const statuses = answers.map(({ status }) => status).toSorted();
    expect(statuses).to.deep.equal([303, ...Array(49).fill(410)]);
    const types = (await auditOfOrganization(world.server, world.slug)).map(({ type }) => type);
    for (const type of ['invitation.accepted', 'member.added'])
      expect(types.filter((each) => each === type).length - (type === 'member.added' ? 3 : 0), type).to.equal(
        1,
      );
  });

  it('A-33: make one account of one invitation', async () => {
    const world = await createWorld();
    const email = `nora@${world.slug}.example`;
    const { link } = await invite(world, await apiOf(world, world.olivia), { email });
    const fields = { name: 'Nora', new_password: password };
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        new Browser().post(at(alternate(servers, index), link), fields),
      ),
    );
    expect(answers.map(({ status }) => status)).to.include(303);
    const rows = await world.server.countersign.db.sql('SELECT 1 FROM users WHERE email = $1', [email]);
    expect(rows).to.have.length(1);
    const { answer } = await signUp(link);
    expect(answer.name).to.equal('password');
  });
});

const redirectElsewhere = 'https://evil.example/callback';
