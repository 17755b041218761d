import { expect } from 'chai';
import { type Answer, Browser } from '../harness/browser.ts';
import { resetLinkFor } from '../harness/mails.ts';
import { createWorld, signIn, type World } from '../harness/world.ts';

function fieldOf({ page }: Answer, name: string): [string | undefined, string | undefined] {
  const field = page.querySelector(`input[name=${name}]`);
  return [field?.getAttribute('type'), field?.getAttribute('value')];
}

describe('a password that its person wants to look at', () => {
  let world: World;

  before(async () => {
    world = await createWorld();
  });

  it('comes back readable without a script, and hidden again; nothing is tried meanwhile', async () => {
    const { application, greta } = world;
    const browser = new Browser();
    const page = await application.start(browser);
    const typed = { email: greta.email, password: 'not the right one' };
    // More often than a wrong password may be tried.
    for (let look = 0; look < 12; look += 1) {
      const shown = await browser.submit(page, { ...typed, action: look % 2 === 0 ? 'show' : 'hide' });
      expect([shown.status, shown.name]).to.deep.equal([200, 'password']);
      expect(fieldOf(shown, 'password')).to.deep.equal([
        look % 2 === 0 ? 'text' : 'password',
        typed.password,
      ]);
      expect(fieldOf(shown, 'email')).to.deep.equal(['email', greta.email]);
      expect(shown.headers.get('cache-control')).to.include('no-store');
    }
    const refused = await browser.submit(page, typed);
    expect([refused.status, ...fieldOf(refused, 'password')]).to.deep.equal([422, 'password', undefined]);
    const { answer } = await signIn(application, greta);
    expect(answer.location).to.contain('code=');
  });

  it('is looked at as well where a new one is chosen, and none is set by that', async () => {
    const { server, tomas, application } = world;
    const browser = new Browser();
    const page = await browser.open(await resetLinkFor(server, tomas.email));
    const password = 'seventeen quiet otters';
    const shown = await browser.submit(page, { new_password: password, action: 'show' });
    expect([shown.status, ...fieldOf(shown, 'new_password')]).to.deep.equal([200, 'text', password]);
    const { answer } = await signIn(application, tomas);
    expect(answer.location, 'with the old one').to.contain('code=');
    const saved = await browser.submit(shown, { new_password: password });
    expect([saved.status, saved.name]).to.deep.equal([200, 'password-saved']);
  });
});
