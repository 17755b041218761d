import { expect } from 'chai';
import { apiOf } from '../harness/api.ts';
import { travel } from '../harness/clock.ts';
import { codeOf, createWorld, mailedCode, passPassword, password, type World } from '../harness/world.ts';
import { logoutEvent } from '../jobs/support/relying-parties.ts';
import { openAccount } from '../people/support/open-account.ts';
import {
  anotherBrowser,
  browserAndApi,
  devicesOf,
  eventsOf,
  factorsOf,
  isSignedIn,
  rememberDeviceOf,
  subjectsTo,
} from './support/people.ts';

const fresh = 'seven lanterns over quiet water';

describe('changing one’s password through the API', () => {
  it('takes the present one, ends the other sessions and keeps this one', async () => {
    const world = await createWorld();
    const { browser, api } = await browserAndApi(world, world.tomas);
    const other = await anotherBrowser(world, world.tomas, 1);
    await rememberDeviceOf(world, world.tomas);
    const answer = await api.post('/me/password', { current_password: password, new_password: fresh });
    expect(answer.status, JSON.stringify(answer.body)).to.equal(204);
    expect(await isSignedIn(world, other)).to.equal(false);
    expect(await isSignedIn(world, browser)).to.equal(true);
    expect(await devicesOf(world, world.tomas), 'D32').to.equal(0);
    expect((await passPassword(world.application, world.tomas)).answer.name).to.equal('password');
    const renamed = { ...world.tomas, password: fresh };
    expect((await passPassword(world.application, renamed)).answer.name).to.equal('challenge');
  });

  it('tells the applications of the other sessions that they have ended', async () => {
    const world = await createWorld();
    const { party } = await openAccount(world, world.tomas);
    const api = await apiOf(world, world.tomas, { step: 1 });
    await api.post('/me/password', { current_password: password, new_password: fresh });
    await world.server.countersign.jobs.runDue(new Date());
    await party.receiver.told;
    expect((await party.logouts()).map(({ events }) => Object.keys(events as object))).to.deep.equal([
      [logoutEvent],
    ]);
  });

  it('invalidates a factor that is being set up, which whoever knew the old one may have begun', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.mina);
    const begun = (await api.post('/me/authenticators', { kind: 'totp' })).body;
    const mailbox_code = mailedCode(world.server, world.mina.email);
    await api.post('/me/password', { current_password: password, new_password: fresh });
    const code = codeOf(begun.secret);
    const confirmed = await api.post(`/me/authenticators/${begun.id}/confirm`, { code, mailbox_code });
    expect(confirmed.status, JSON.stringify(confirmed.body)).to.be.oneOf([404, 410]);
    expect(await factorsOf(api)).to.deep.equal([]);
  });

  it('D27: tells the person by mail', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.mina);
    await api.post('/me/password', { current_password: password, new_password: fresh });
    expect(await subjectsTo(world, world.mina.email)).to.include('Countersign: your password was changed');
    expect(await eventsOf(world, world.mina.email)).to.include('account.password_changed');
  });

  it('slows wrong ones like those of a sign-in, before anything is compared', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.mina);
    const change = (current_password: string) =>
      api.post('/me/password', { current_password, new_password: fresh });
    const guesses = await Promise.all(
      Array.from({ length: 12 }, (_, guess) => change(`wrong password ${guess}`)),
    );
    const compared = guesses.filter(({ body }) => body.code === 'password_wrong');
    // A slow machine may be through with the first second of waiting.
    expect(compared.length).to.be.within(10, 11);
    const refused = guesses.find(({ status }) => status === 429);
    expect(refused?.headers.get('retry-after')).to.match(/^[12]$/);
  });

  it('ruling 21: wants 15 characters, or 8 where MFA is always required, and nothing that is guessed first', async () => {
    const world = await createWorld();
    const change = async (person: World['mina'], new_password: string) => {
      const api = await apiOf(world, person);
      const { status, body } = await api.post('/me/password', { current_password: password, new_password });
      return body?.code ?? status;
    };
    expect(await change(world.mina, 'fjord-41-kite')).to.equal('password_too_short');
    expect(await change(world.mina, 'passwordpassword')).to.equal('password_too_common');
    expect(await change(world.tomas, 'fjord-4')).to.equal('password_too_short');
    travel(30);
    expect(await change(world.tomas, 'fjord-41-kite')).to.equal(204);
  });

  it('ruling 21: a short one has to be replaced once MFA is not required any more', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.tomas);
    const short = 'fjord-41-kite';
    await api.post('/me/password', { current_password: password, new_password: short });
    const [id] = await factorsOf(api);
    expect((await api.delete(`/me/authenticators/${id}`)).status).to.equal(200);
    const { answer } = await passPassword(world.application, { ...world.tomas, password: short });
    expect(answer.name).to.equal('new-password');
  });

  it('lets one of several changes at once through', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.mina);
    const changes = ['one', 'two', 'three'].map((word) =>
      api.post('/me/password', { current_password: password, new_password: `${fresh} ${word}` }),
    );
    const statuses = (await Promise.all(changes)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 204).length).to.be.within(1, 3);
    expect((await api.get('/me')).status).to.equal(200);
  });
});
