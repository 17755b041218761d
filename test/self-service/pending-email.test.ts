import { expect } from 'chai';
import { type ApiClient, apiOf } from '../harness/api.ts';
import { Browser } from '../harness/browser.ts';
import { travel } from '../harness/clock.ts';
import { createWorld, password, type World } from '../harness/world.ts';
import { eventsOf, linkTo, subjectsTo } from './support/people.ts';

const day = 24 * 60 * 60;
const path = '/account/email/';

interface Asked {
  readonly api: ApiClient;
  readonly wanted: string;
  readonly old: string;
}

/** Greta, who has no factor, or Tomas, who has one, asks for another address. */
async function ask(world: World, who: 'greta' | 'tomas'): Promise<Asked> {
  const api = await apiOf(world, world[who]);
  const wanted = `${who}@new.${world.slug}.example`;
  const asked = await api.post('/me/email', { password, new_email: wanted });
  expect(asked.status, JSON.stringify(asked.body)).to.equal(200);
  return { api, wanted, old: world[who].email };
}

const pendingOf = async (api: ApiClient) => (await api.get('/me/email')).body.pending;

async function follow(link: string) {
  const browser = new Browser();
  const page = await browser.open(link);
  return page.status === 200 ? browser.submit(page) : page;
}

describe('a change of e-mail that waits', () => {
  it('says to what, who still has to agree and until when; null for none', async () => {
    const world = await createWorld();
    const { api, wanted, old } = await ask(world, 'greta');
    const pending = await pendingOf(api);
    expect(pending).to.include({
      new_email: wanted,
      consent_needed: true,
      confirmed_new: false,
      confirmed_old: false,
    });
    expect(Date.parse(pending.expires_at)).to.be.closeTo(Date.now() + 7 * day * 1000, 60_000);
    await follow(await linkTo(world, wanted, path));
    expect(await pendingOf(api)).to.include({ confirmed_new: true, confirmed_old: false });
    await follow(await linkTo(world, old, path));
    expect(await pendingOf(api)).to.equal(null);
    const me = (await api.get('/me')).body;
    expect(me.email).to.equal(wanted);
    expect(Date.parse(me.email_proves_from) - Date.parse(me.email_changed_at)).to.equal(7 * day * 1000);
    expect(await pendingOf(await apiOf(world, world.tomas))).to.equal(null);
  });

  it('knows that the old address has agreed first, and that it need not where a factor stands for it', async () => {
    const world = await createWorld();
    const { api, old } = await ask(world, 'greta');
    await follow(await linkTo(world, old, path));
    expect(await pendingOf(api)).to.include({
      consent_needed: true,
      confirmed_new: false,
      confirmed_old: true,
    });
    const tomas = await ask(world, 'tomas');
    expect(await pendingOf(tomas.api)).to.include({ consent_needed: false, confirmed_old: false });
  });

  it('can be cancelled: its links are worth nothing, and it is recorded', async () => {
    const world = await createWorld();
    const { api, wanted, old } = await ask(world, 'greta');
    const links = [await linkTo(world, wanted, path), await linkTo(world, old, path)];
    expect((await api.delete('/me/email')).status).to.equal(204);
    expect(await pendingOf(api)).to.equal(null);
    for (const link of links) expect((await follow(link)).status).to.equal(410);
    expect((await api.delete('/me/email')).status).to.equal(404);
    expect(await eventsOf(world, old)).to.include('account.email_change_cancelled');
  });

  it('is mailed again to who has not agreed yet, in place of the links before, and ends when it would have', async () => {
    const world = await createWorld();
    const { api, wanted, old } = await ask(world, 'greta');
    const first = await linkTo(world, wanted, path);
    await follow(await linkTo(world, old, path));
    const toOld = (await subjectsTo(world, old)).length;
    const before = await pendingOf(api);
    travel(60);
    const again = await api.post('/me/email/resend');
    expect([again.status, again.body]).to.deep.equal([200, before]);
    const second = await linkTo(world, wanted, path);
    expect(second).to.not.equal(first);
    expect((await follow(first)).status).to.equal(410);
    expect(await subjectsTo(world, old)).to.have.length(toOld);
    expect((await follow(second)).url).to.match(/\/changed$/);
    expect((await api.get('/me')).body.email).to.equal(wanted);
  });

  it('is mailed no more often than it may be asked for', async () => {
    const world = await createWorld();
    const { api, wanted } = await ask(world, 'tomas');
    const statuses: number[] = [];
    for (let count = 0; count < 14; count += 1) statuses.push((await api.post('/me/email/resend')).status);
    expect(new Set(statuses)).to.deep.equal(new Set([200, 429]));
    const mails = (await subjectsTo(world, wanted)).length;
    expect(mails).to.equal(1 + statuses.filter((status) => status === 200).length);
  });

  it('that there is none of is not found, also once it has run out or all else was signed out', async () => {
    const world = await createWorld();
    const none = await apiOf(world, world.mina);
    expect((await none.post('/me/email/resend')).status).to.equal(404);
    const { api } = await ask(world, 'greta');
    expect((await api.delete('/me/sessions/others')).status).to.equal(204);
    expect(await pendingOf(api)).to.equal(null);
    expect((await api.post('/me/email/resend')).status).to.equal(404);
  });
});

describe('what is told of one’s own password and address', () => {
  it('is since when they stand, where that is known', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.mina);
    const unknown = { password_changed_at: null, email_changed_at: null, email_proves_from: null };
    expect((await api.get('/me')).body).to.include(unknown);
    const began = Date.now();
    const change = { current_password: password, new_password: 'olive trucks sing at dawn' };
    expect((await api.post('/me/password', change)).status).to.equal(204);
    const { password_changed_at } = (await api.get('/me')).body;
    expect((await api.get('/me/export')).body.password_changed_at).to.equal(password_changed_at);
    expect(Date.parse(password_changed_at)).to.be.within(began, Date.now());
  });
});
