import { expect } from 'chai';
import { profileEmailPage } from '../../../src/web/account/profile-email.ts';
import { filled } from '../../../src/web/pages/page.ts';
import { enterArea, noticeOf, passChallenge } from '../../harness/areas.ts';
import { travel } from '../../harness/clock.ts';
import { createWorld, password, type World } from '../../harness/world.ts';
import { linkTo, ticketFor } from '../../self-service/support/people.ts';
import { itIsSound } from '../support/sound-page.ts';
import { profileEmailModel } from './support/models.ts';

const withoutFactor = {
  ...profileEmailModel,
  area: { ...profileEmailModel.area, hasFactor: false },
} as const;

describe('the page profile-email', () => {
  itIsSound(filled(profileEmailPage, profileEmailModel), {
    fields: ['new_email', 'password'],
    actions: ['continue'],
  });
  itIsSound(
    filled(profileEmailPage, withoutFactor),
    { fields: ['new_email', 'password', 'ticket'], actions: ['continue'] },
    'profile-email without a factor',
  );

  let world: World;
  let address: string;

  beforeEach(async () => {
    world = await createWorld();
    address = `${world.server.issuer}/account/profile/email`;
  });

  it('mails a link to the new address, and one to the old where no factor stands for it', async () => {
    const { browser, answer } = await enterArea(address, world.greta);
    const wanted = `Greta@new.${world.slug}.example`;
    const asked = await browser.submit(answer, { new_email: wanted, password });
    expect(asked.name).to.equal('profile');
    expect(noticeOf(asked)).to.include(`A link was mailed to ${wanted.toLowerCase()}.`);
    expect(asked.page.querySelector('[aria-labelledby=pending]')?.text).to.include('Both: ');
    await linkTo(world, wanted.toLowerCase(), '/account/email/');
    await linkTo(world, world.greta.email, '/account/email/');
  });

  it('takes a ticket in place of the old mailbox', async () => {
    const ticket = await ticketFor(world, world.mina.email);
    const { browser, answer } = await enterArea(address, world.mina);
    const fields = { new_email: `mina@new.${world.slug}.example`, password, ticket };
    const asked = await browser.submit(answer, fields);
    expect(asked.page.querySelector('[aria-labelledby=pending]')?.text).to.include(
      'The new address, mina@new',
    );
  });

  it('ruling 14: asks for a second factor of the last five minutes before the password is typed', async () => {
    const { browser } = await enterArea(`${world.server.issuer}/account`, world.tomas);
    travel(301);
    const challenged = await browser.open(address);
    expect(challenged.name).to.equal('challenge');
    const shown = await passChallenge(browser, challenged, { person: world.tomas });
    expect([shown.url, shown.name]).to.deep.equal([address, 'profile-email']);
    expect(shown.page.querySelector('.note')?.text).to.match(/Second step confirmed at \d\d:\d\d/);
    const wanted = `tomas@new.${world.slug}.example`;
    const asked = await browser.submit(shown, { new_email: wanted, password });
    expect(asked.page.querySelector('[aria-labelledby=pending]')?.text).to.include(
      'The new address, tomas@new',
    );
  });

  it('refuses each field for itself, and never shows what is secret again', async () => {
    const { browser, answer } = await enterArea(address, world.mina);
    const wanted = `mina@new.${world.slug}.example`;
    const refusals = [
      [{ new_email: '', password }, 'new_email', 'This field is empty'],
      [{ new_email: 'mina at new', password }, 'new_email', 'This is not an e-mail address'],
      [{ new_email: world.mina.email, password }, 'new_email', 'This is your address already'],
      [{ new_email: wanted, password: '' }, 'password', 'This field is empty'],
      [{ new_email: wanted, password: 'wrong guess' }, 'password', 'The password is wrong'],
      [{ new_email: wanted, password, ticket: 'AAAA-BBBB' }, 'ticket', 'This ticket is not valid'],
    ] as const;
    for (const [fields, field, message] of refusals) {
      const refused = await browser.submit(answer, fields);
      expect(refused.page.querySelector(`#${field}-problem`)?.text).to.equal(`Error: ${message}`);
      expect(refused.page.querySelector('#new_email')?.getAttribute('value') ?? '').to.equal(
        fields.new_email,
      );
      expect(refused.body).not.to.include(password);
      expect(refused.body).not.to.include('wrong guess');
      expect(refused.body).not.to.include('AAAA-BBBB');
    }
  });

  it('keeps of a refused form what is not secret', async () => {
    const { browser, answer } = await enterArea(address, world.mina);
    const wanted = `mina@new.${world.slug}.example`;
    const refused = await browser.submit(answer, { new_email: wanted, password, ticket: 'AAAA-BBBB' });
    expect(refused.status).to.equal(422);
    const { db } = world.server.countersign;
    const [session] = await db.sql<{ hash: Buffer }>(
      `SELECT uid_hash AS hash FROM session_records
       WHERE user_id = (SELECT id FROM users WHERE email = $1)`,
      [world.mina.email],
    );
    const kept = await db.pageMemory.keptForm(
      session?.hash ?? Buffer.alloc(0),
      '/account/profile/email',
      new Date(),
    );
    expect(kept).to.deep.equal({ new_email: wanted });
  });

  it('tells nobody whether an address is somebody else’s', async () => {
    const { browser, answer } = await enterArea(address, world.mina);
    const asked = await browser.submit(answer, { new_email: world.olivia.email, password });
    expect(noticeOf(asked)).to.include(`A link was mailed to ${world.olivia.email}.`);
  });
});
