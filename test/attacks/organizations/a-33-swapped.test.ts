import { expect } from 'chai';
import { type ApiClient, apiOf } from '../../harness/api.ts';
import { type Answer, Browser } from '../../harness/browser.ts';
import { invite, membersOf, signInAt, signUp } from '../../harness/invitations.ts';
import { createWorld, everyoneNow, password, type World } from '../../harness/world.ts';

/** Joining takes MFA first. */
const strict = { ...everyoneNow, joining: 'mfa_first' };

interface Invited {
  readonly world: World;
  readonly api: ApiClient;
  readonly link: string;
}

/** An organization that has invited Greta, who is of no other. */
async function inviting(
  email: string,
  enforcement: Readonly<Record<string, unknown>> | null,
): Promise<Invited> {
  const world = await createWorld({ enforcement });
  const api = await apiOf(world, world.olivia);
  return { world, api, link: (await invite(world, api, { email })).link };
}

/** Presses the button of an invitation; answers the request to the provider that the browser is sent away with. */
async function pressed(browser: Browser, link: string): Promise<URL> {
  await browser.open(link);
  return new URL((await browser.post(link, { action: 'continue' })).location ?? '');
}

/** The page of an invitation, in each of its states, and what stands on the way from it. */
function expectNoLeak({ headers, page, body }: Answer, server: string, token: string): void {
  expect(headers.get('referrer-policy')).to.equal('same-origin');
  expect(headers.get('cache-control')).to.equal('no-store');
  const places = page
    .querySelectorAll('[href], [src], [action]')
    .flatMap((element) => ['href', 'src', 'action'].map((name) => element.getAttribute(name) ?? ''));
  for (const place of places)
    expect(new URL(place, server).origin, place).to.equal(place.startsWith('data:') ? 'null' : server);
  expect(body).not.to.include(token);
}

describe('A-33: an invitation in place of another', () => {
  let greta: World['greta'];
  let home: World;

  beforeEach(async () => {
    home = await createWorld();
    ({ greta } = home);
  });

  it('A-33: named in the request to the provider gives neither its organization nor its leniency', async () => {
    const [acme, globex] = [await inviting(greta.email, strict), await inviting(greta.email, null)];
    const other = (await pressed(new Browser(), globex.link)).searchParams.get('invitation') ?? '';
    const browser = new Browser();
    const request = await pressed(browser, acme.link);
    expect(request.searchParams.get('invitation')).to.be.a('string').and.not.equal(other);
    request.searchParams.set('invitation', other);
    const back = await signInAt(browser, await browser.open(request.href), greta);
    expect([back.status, back.name]).to.deep.equal([200, 'join']);
    for (const { world } of [acme, globex]) expect(await membersOf(world)).not.to.have.property(greta.email);
  });

  it('A-33: that is stricter asks for more, and the one of this browser is what is joined', async () => {
    const [acme, globex] = [await inviting(greta.email, strict), await inviting(greta.email, null)];
    const other = (await pressed(new Browser(), acme.link)).searchParams.get('invitation') ?? '';
    const browser = new Browser();
    const request = await pressed(browser, globex.link);
    request.searchParams.set('invitation', other);
    expect((await signInAt(browser, await browser.open(request.href), greta)).name).to.equal('mailbox');
    const again = await signInAt(
      browser,
      await browser.open((await pressed(browser, globex.link)).href),
      greta,
    );
    expect(again.name).to.equal('joined');
    expect(await membersOf(globex.world)).to.have.property(greta.email, 'member');
    expect(await membersOf(acme.world)).not.to.have.property(greta.email);
  });

  it('A-33: opened later in the same browser is the only one that this browser can finish', async () => {
    const [acme, globex] = [await inviting(greta.email, null), await inviting(greta.email, null)];
    const browser = new Browser();
    const first = await pressed(browser, acme.link);
    const second = await pressed(browser, globex.link);
    expect((await signInAt(browser, await browser.open(first.href), greta)).status).to.equal(410);
    expect((await browser.open(second.href)).name).to.equal('joined');
    expect(await membersOf(acme.world)).not.to.have.property(greta.email);
    expect(await membersOf(globex.world)).to.have.property(greta.email, 'member');
  });

  it('A-33: organization, role and address come from the invitation, whatever query and form say', async () => {
    const { world, link } = await inviting(greta.email, null);
    const more = { role: 'owner', email: home.mina.email, organization: home.slug, slug: home.slug };
    const browser = new Browser();
    const query = new URLSearchParams(more);
    await browser.open(`${link}?${query}`);
    const away = await browser.post(`${link}?${query}`, { ...more, action: 'continue' });
    const request = new URL(away.location ?? '');
    expect(request.searchParams.get('login_hint')).to.equal(greta.email);
    for (const name of ['role', 'email', 'slug'] as const) request.searchParams.set(name, more[name]);
    expect((await signInAt(browser, await browser.open(request.href), greta)).name).to.equal('joined');
    const joined = await membersOf(world);
    expect(joined).to.have.property(greta.email, 'member');
    expect(joined).not.to.have.property(home.mina.email);
    expect(await membersOf(home)).not.to.have.property(greta.email);
  });

  it('A-33: its link leaks nowhere: no referrer, no foreign address, and no cookie or request has its token', async () => {
    const email = `nora@${home.slug}.example`;
    const api = await apiOf(home, home.olivia);
    const { link } = await invite(home, api, { email });
    const token = link.slice(link.lastIndexOf('/') + 1);
    const browser = new Browser();
    const origin = home.server.issuer;
    for (const method of ['HEAD', 'GET']) await new Browser().request(link, { method });
    expectNoLeak(await browser.open(link), origin, token);
    const short = await browser.post(link, { name: 'Nora', new_password: 'short', action: 'continue' });
    expect(short.status).to.equal(422);
    expectNoLeak(short, origin, token);
    const { answer } = await signUp(link, browser);
    expect(answer.url).not.to.include(token);
    expectNoLeak(answer, origin, token);
    expect((await browser.cookies(link)).join()).not.to.include(token);
    const done = await signInAt(browser, answer, { email, password, secret: null });
    expect(done.name).to.equal('joined');
    expectNoLeak(done, origin, token);
    expectNoLeak(await browser.open(link), origin, token);
  });
});
