import { expect } from 'chai';
import { apiOf } from '../harness/api.ts';
import { mailsTo } from '../harness/mails.ts';
import { createWorld, everyoneNow, passPassword, password, signIn } from '../harness/world.ts';
import {
  anotherBrowser,
  anotherOrganization,
  browserAndApi,
  eventsOf,
  isSignedIn,
  linkTo,
  subjectsTo,
} from './support/people.ts';

const another = 'olive trucks sing at dawn';

describe('“this was not me”', () => {
  it('ends all other sessions, and the password opens nothing until it is another one', async () => {
    const world = await createWorld();
    const { browser, api } = await browserAndApi(world, world.mina);
    const other = await anotherBrowser(world, world.mina, 0);
    const { status, body } = await api.post('/me/report-activity', {});
    expect([status, body.password_reset]).to.deep.equal([200, true]);
    expect(await isSignedIn(world, other)).to.equal(false);
    expect(await isSignedIn(world, browser)).to.equal(true);
    const refused = await passPassword(world.application, world.mina);
    expect([refused.answer.status, refused.answer.name]).to.deep.equal([422, 'password']);
    const change = (next: string) =>
      api.post('/me/password', { current_password: password, new_password: next });
    const same = await change(password);
    expect([same.status, same.body.code]).to.deep.equal([422, 'password_unchanged']);
    expect((await change(another)).status).to.equal(204);
    const { answer } = await signIn(world.application, { ...world.mina, password: another });
    expect(answer.location).to.include('code=');
  });

  it('leaves a link by mail as the way in, which is said to be their own wish', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.mina);
    await api.post('/me/report-activity', {});
    const link = await linkTo(world, world.mina.email, '/password/reset/');
    await api.post('/me/report-activity', {});
    expect((await fetch(link)).status, 'said again, it still works').to.equal(200);
    await passPassword(world.application, world.mina);
    await linkTo(world, world.mina.email, '/password/reset/');
    const subjects = await subjectsTo(world, world.mina.email);
    expect(subjects.at(-1)).to.include('choose a new password');
    expect(subjects.some((subject) => subject.includes('you need a new password'))).to.equal(false);
  });

  it('forgets remembered devices, and withdraws a change of e-mail that is under way', async () => {
    const world = await createWorld({
      enforcement: { ...everyoneNow, challenge: { remembered_device_days: 7 } },
    });
    const api = await apiOf(world, world.tomas);
    const asked = await api.post('/me/email', { password, new_email: `thief@${world.slug}.example` });
    expect(asked.status).to.equal(200);
    const link = await linkTo(world, `thief@${world.slug}.example`, '/account/email/');
    expect((await api.get('/me/remembered-devices')).body.items).to.have.length(1);
    expect((await api.post('/me/report-activity', {})).status).to.equal(200);
    expect((await api.get('/me/remembered-devices')).body.items).to.deep.equal([]);
    expect((await fetch(link)).status).to.equal(410);
  });

  it('is told to the person and to each of their organizations, once in ten minutes', async () => {
    const world = await createWorld();
    const second = await anotherOrganization(world, null, [{ email: world.mina.email, role: 'member' }]);
    const api = await apiOf(world, world.mina);
    const first = await api.post('/me/report-activity', {});
    expect(first.body.organizations.map(({ slug }: { slug: string }) => slug).toSorted()).to.deep.equal(
      [world.slug, second].toSorted(),
    );
    const other = await anotherBrowser(world, { ...world.mina }, 0).catch(() => null);
    expect(other, 'the password works for nobody').to.equal(null);
    const again = await api.post('/me/report-activity', {});
    expect([again.status, again.body.organizations]).to.deep.equal([200, []]);
    for (const to of [world.olivia.email, world.greta.email]) {
      const told = (await subjectsTo(world, to)).filter((subject) => subject.includes(world.mina.email));
      expect(told).to.have.length(1);
    }
    const own = (await mailsTo(world.server, world.mina.email)).filter(({ text }) =>
      text.includes('reported that'),
    );
    expect(own).to.have.length(1);
    const owner = await apiOf(world, world.olivia);
    const { items } = (
      await owner.get(`/organizations/${world.slug}/activity?type=account.activity_reported`)
    ).body;
    expect(items.map(({ detail }: { detail: unknown }) => detail)).to.deep.equal([{ passwordReset: true }]);
    const types = await eventsOf(world, world.mina.email);
    expect(types.filter((type) => type === 'account.activity_reported')).to.have.length(3);
  });

  it('says which event was meant only to organizations in whose log it stands', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const api = await apiOf(world, world.tomas);
    const [event] = (await api.get('/me/activity')).body.items;
    expect((await api.post('/me/report-activity', { event: event.id })).status).to.equal(200);
    const owner = await apiOf(world, world.olivia);
    const log = `/organizations/${world.slug}/activity?type=account.activity_reported`;
    const [told] = (await owner.get(log)).body.items;
    expect(told.detail).to.deep.equal({ passwordReset: true, event: 'account.signed_in', at: event.at });

    const quiet = await createWorld();
    const mina = await apiOf(quiet, quiet.mina);
    const [hers] = (await mina.get('/me/activity')).body.items;
    expect((await mina.post('/me/report-activity', { event: hers.id })).status).to.equal(200);
    const olivia = await apiOf(quiet, quiet.olivia);
    const [untold] = (
      await olivia.get(`/organizations/${quiet.slug}/activity?type=account.activity_reported`)
    ).body.items;
    expect(untold.detail).to.deep.equal({ passwordReset: true });
  });

  it('is not found, and does nothing, for an event of somebody else or of nobody', async () => {
    const world = await createWorld();
    const [mina, tomas] = [await apiOf(world, world.mina), await apiOf(world, world.tomas)];
    const other = await anotherBrowser(world, world.mina, 0);
    const [his] = (await tomas.get('/me/activity')).body.items;
    for (const event of [his.id, '1', '-1', 'x', '9'.repeat(20), ''])
      expect((await mina.post('/me/report-activity', { event })).status, event).to.equal(404);
    expect(await isSignedIn(world, other)).to.equal(true);
  });
});
