import { expect } from 'chai';
import { type ApiClient, apiOf, operatorOf } from '../harness/api.ts';
import { Browser } from '../harness/browser.ts';
import { forgetPassword, mailsTo } from '../harness/mails.ts';
import { createWorld, passPassword, seed, signIn, type TestPerson, type World } from '../harness/world.ts';

/** What the newest mail to an address ends with. */
const signatures = {
  en: 'This mail comes from',
  de: 'Diese E-Mail kommt von',
  fr: 'Cet e-mail',
  nl: 'Deze e-mail komt van',
} as const;

async function languageOfMailTo({ server }: World, email: string): Promise<string | undefined> {
  const text = (await mailsTo(server, email)).at(-1)?.text ?? '';
  return Object.entries(signatures).find(([, signature]) => text.includes(signature))?.[0];
}

const reading = (language: string) => ({ browser: new Browser({ 'accept-language': language }) });

describe('the language of a mail', () => {
  let world: World;
  let operator: ApiClient;

  before(async () => {
    world = await createWorld();
    operator = await operatorOf(world);
  });

  /** Somebody else causes a mail to them. */
  async function remindOf({ email }: TestPerson): Promise<string | undefined> {
    const { db } = world.server.countersign;
    await db.sql('UPDATE users SET second_factor_failures = 5 WHERE email = $1', [email]);
    const { status } = await operator.send('POST', `/users/${encodeURIComponent(email)}/unlock`, undefined, {
      'accept-language': 'fr',
    });
    expect(status).to.equal(204);
    return languageOfMailTo(world, email);
  }

  it('is that of the person’s last sign-in, whoever causes it', async () => {
    const { application, tomas } = world;
    await signIn(application, tomas, reading('nl-BE'));
    expect(await remindOf(tomas)).to.equal('nl');
    await signIn(application, tomas, { ...reading('de'), step: 1 });
    expect(await remindOf(tomas)).to.equal('de');
  });

  it('is not that of somebody who only knows the password, or asks for a new one', async () => {
    const { application, olivia, server } = world;
    await signIn(application, olivia, reading('nl'));
    await passPassword(application, olivia, reading('fr'));
    await forgetPassword(server, olivia.email, reading('fr').browser);
    expect(await languageOfMailTo(world, olivia.email)).to.equal('nl');
  });

  it('is that of the profile where there is one that is spoken here, whoever wrote it', async () => {
    const { application, mina, server } = world;
    await signIn(application, mina, reading('de'));
    for (const [locale, language] of [
      ['fr-BE', 'fr'],
      ['pt', 'de'],
    ]) {
      await seed(server, { users: [{ email: mina.email, profile: { locale } }] });
      expect(await remindOf(mina), locale).to.equal(language);
    }
    const other = await createWorld({ server });
    const self = await apiOf(other, other.mina);
    expect((await self.patch('/me', { locale: 'nl' })).status).to.equal(200);
    expect(await remindOf(other.mina)).to.equal('nl');
    expect((await self.get('/me/export')).body.last_language).to.equal('en');
  });

  it('is, at an address of an organization, that of the owner who is one for the longest', async () => {
    const own = await createWorld();
    const { olivia, tomas, server, slug } = own;
    const address = `it@${slug}.example`;
    await seed(server, { organizations: [{ slug, notification_email: address }] });
    const admin = await apiOf(own, olivia, reading('nl'));
    const { items } = (await admin.get(`/organizations/${slug}/members`)).body;
    const { id } = items.find(({ email }: { email: string }) => email === tomas.email);
    const removed = await admin.send('DELETE', `/organizations/${slug}/members/${id}`, undefined, {
      'accept-language': 'de',
    });
    expect(removed.status).to.equal(204);
    expect(await languageOfMailTo(own, address)).to.equal('nl');
  });

  it('is written at a sign-in only where it is another one than before, in a statement that is there', async () => {
    const { application, greta, server } = world;
    const { db } = server.countersign;
    const versionOf = async () => {
      const [row] = await db.sql<{ version: string; language: string }>(
        'SELECT xmin::text AS version, language FROM users WHERE email = $1',
        [greta.email],
      );
      return row;
    };
    await signIn(application, greta, reading('fr'));
    const first = await versionOf();
    expect(first?.language).to.equal('fr');
    await signIn(application, greta, reading('fr'));
    expect(await versionOf()).to.deep.equal(first);
  });
});
