import { expect } from 'chai';
import { createScene, type Scene, withRecoveryCode } from '../../api/access/support/judged-sessions.ts';
import { apiOf } from '../../harness/api.ts';
import { type Answer, Browser } from '../../harness/browser.ts';
import { nameOfCookie } from '../../harness/cookies.ts';
import { follow, invite, signInAt } from '../../harness/invitations.ts';
import { mailedLink } from '../../harness/mails.ts';
import {
  createWorld,
  everyoneNow,
  passPassword,
  signIn,
  type TestPerson,
  type World,
} from '../../harness/world.ts';
import { MovingBrowser, passwordOf, withCode } from '../../sign-in/sessions/support/visits.ts';

/** The account that a page names above its title, or as another than its own; null for none. */
function namedBy({ page }: Answer): string | null {
  const [account] = page.querySelectorAll('.context span:not(.unseen)');
  if (account !== undefined) return account.text.replace(/^\s*Account: /, '').trim();
  return /You are signed in as (\S+)\. /.exec(page.querySelector('.why')?.text ?? '')?.[1] ?? null;
}

/** A page of ours that names whoever is signed in: the link of a change of address of somebody else. */
async function pageOfOurs(world: World): Promise<string> {
  const email = `new@${world.slug}.example`;
  const api = await apiOf(world, world.greta);
  const asked = await api.post('/me/email', { password: world.greta.password, new_email: email });
  expect(asked.status).to.equal(200);
  return mailedLink(world.server, email, '/account/email/');
}

describe('who is signed in on a page of ours', () => {
  let world: World;
  let link: string;

  before(async () => {
    world = await createWorld();
    link = await pageOfOurs(world);
  });

  const nameIn = async (browser: Browser) => {
    const page = await browser.open(link);
    expect([page.status, page.name]).to.deep.equal([200, 'email-change']);
    return namedBy(page);
  };

  it('is nobody without a session, and whoever has one', async () => {
    expect(await nameIn(new Browser())).to.equal(null);
    const { browser } = await signIn(world.application, world.tomas);
    expect(await nameIn(browser)).to.equal(world.tomas.email);
  });

  it('reads whether a link is about their account', async () => {
    const of = async (person: TestPerson) => {
      const { browser } = await signIn(world.application, person);
      const { page } = await browser.open(link);
      return [
        page.querySelector('.context')?.text.includes(person.email) ?? false,
        page.querySelector('.why')?.text,
      ];
    };
    expect(await of(world.greta)).to.deep.equal([true, undefined]);
    const [isNamedAbove, why] = await of(world.mina);
    expect(isNamedAbove).to.equal(false);
    expect(why).to.include(world.mina.email).and.to.include('another account');
  });

  it('is nobody by a cookie that we have not signed, or whose session is over', async () => {
    const { browser } = await signIn(world.application, world.tomas, { step: 1 });
    const name = nameOfCookie(link, 'session');
    const session = (await browser.cookies(link)).find((cookie) => cookie.startsWith(`${name}=`));
    expect(session).to.be.a('string');
    expect(await nameIn(new Browser({ cookie: `${session}; ${name}.sig=${'a'.repeat(27)}` }))).to.equal(null);
    await world.server.countersign.db.sql('UPDATE users SET epoch = epoch + 1 WHERE email = $1', [
      world.tomas.email,
    ]);
    expect(await nameIn(browser)).to.equal(null);
  });

  it('is nobody once the account is deactivated', async () => {
    const { browser } = await signIn(world.application, world.mina);
    expect(await nameIn(browser)).to.equal(world.mina.email);
    await world.server.countersign.db.sql('UPDATE users SET deactivated_at = now() WHERE email = $1', [
      world.mina.email,
    ]);
    expect(await nameIn(browser)).to.equal(null);
  });

  it('is nobody of whom it cannot be said what is required', async () => {
    const other = await createWorld();
    const { browser } = await signIn(other.application, other.tomas);
    expect(await nameIn(browser)).to.equal(other.tomas.email);
    await other.server.countersign.db.sql(`UPDATE organizations SET enforcement = '{}' WHERE slug = $1`, [
      other.slug,
    ]);
    expect(await nameIn(browser)).to.equal(null);
  });

  it('looking at it changes nothing: neither the session nor a visit of it', async () => {
    const { browser } = await signIn(world.application, world.olivia);
    const sessions = () =>
      world.server.countersign.db.sql(
        'SELECT r.* FROM session_records r JOIN users u ON u.id = r.user_id WHERE u.email = $1 ORDER BY 1',
        [world.olivia.email],
      );
    const before = await sessions();
    expect(before).to.have.length(1);
    expect(await nameIn(browser)).to.equal(world.olivia.email);
    expect(await sessions()).to.deep.equal(before);
  });

  const browserOf = async ({ application, person }: Scene) => (await signIn(application, person)).browser;
  const lenient: Readonly<Record<string, () => Promise<Browser>>> = {
    'a client bound to another organization': async () => {
      const client = ({ lenient: organization }: { readonly lenient: string }) => ({ organization });
      return browserOf(await createScene({ factor: 'none', enforcing: 'another one', client }));
    },
    'an environment that is off': async () =>
      browserOf(await createScene({ factor: 'none', enforcing: 'another one', environment: { mfa: 'off' } })),
    'an exemption': async () =>
      browserOf(await createScene({ factor: 'none', enforcing: 'another one', override: 'exempt' })),
  };
  for (const [what, open] of Object.entries(lenient))
    it(`ruling 23: is nobody where only ${what} let the password do`, async () => {
      expect(await nameIn(await open())).to.equal(null);
    });

  it('ruling 23: is told also by a session that rests on a recovery code, and not by a remembered device', async () => {
    const scene = await createScene({ factor: 'totp', enforcing: 'another one' });
    const { browser } = await withRecoveryCode(scene);
    expect(await nameIn(browser)).to.equal(scene.person.email);
    const remembered = await createScene({ factor: 'totp', enforcing: 'another one' });
    const known = new MovingBrowser();
    await withCode(remembered.application, remembered.person, known);
    expect(await nameIn(known)).to.equal(remembered.person.email);
    const answer = await passwordOf(remembered.application, remembered.person, known);
    expect(answer.location).to.include('code=');
    expect(await nameIn(known)).to.equal(null);
  });
});

describe('an invitation, where somebody is signed in', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
  });

  async function invitationOf(email: string): Promise<string> {
    return (await invite(world, await apiOf(world, world.olivia), { email })).link;
  }

  it('names them where they are invited, and goes straight on', async () => {
    const link = await invitationOf(world.greta.email);
    const { browser } = await signIn(world.application, world.greta);
    const page = await browser.open(link);
    expect([namedBy(page), page.page.querySelector('button')?.getAttribute('value')]).to.deep.equal([
      world.greta.email,
      'continue',
    ]);
    expect((await browser.submit(page)).name).to.equal('joined');
  });

  it('says at once that it is for another, and leads to their sign-in', async () => {
    const link = await invitationOf(world.greta.email);
    const { browser } = await signIn(world.application, world.mina);
    const page = await browser.open(link);
    expect([page.status, page.page.querySelector('button')?.getAttribute('value')]).to.deep.equal([
      200,
      'switch',
    ]);
    const text = page.page.querySelector('main')?.text ?? '';
    expect(text).to.include(`You are signed in as ${world.mina.email}`);
    const { answer } = await follow(link, { browser, fields: { action: 'switch' } });
    expect(answer.name).to.equal('password');
    expect(await signInAt(browser, answer, world.greta)).to.have.property('name', 'joined');
  });

  it('asks whoever has no account to make one, whoever is signed in', async () => {
    const link = await invitationOf(`nora@${world.slug}.example`);
    const { browser } = await signIn(world.application, world.mina);
    const page = await browser.open(link);
    expect([namedBy(page), page.page.querySelector('[name=new_password]') !== null]).to.deep.equal([
      null,
      true,
    ]);
  });

  it('knows no other button', async () => {
    const link = await invitationOf(`nora@${world.slug}.example`);
    const { answer } = await follow(link, { fields: { action: 'accept' } });
    expect([answer.status, answer.name]).to.deep.equal([400, 'error']);
  });

  it('names nobody while their second factor is still to come', async () => {
    const enforcing = await createWorld({ enforcement: everyoneNow });
    const { browser, answer } = await passPassword(enforcing.application, enforcing.tomas);
    expect(answer.name).to.equal('challenge');
    expect(namedBy(await browser.open(await invitationOf(world.greta.email)))).to.equal(null);
  });
});
