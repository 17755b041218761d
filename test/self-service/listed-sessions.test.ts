import { expect } from 'chai';
import { apiOf } from '../harness/api.ts';
import { Browser } from '../harness/browser.ts';
import { codeOf, createWorld, everyoneNow, passPassword, signIn } from '../harness/world.ts';
import { browserAndApi } from './support/people.ts';

const onWindows = {
  'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0',
};
const dayMs = 24 * 60 * 60 * 1000;

describe('what is told of one’s own sessions', () => {
  it('is where they are, what was proven and when, and when they end', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.tomas, { browser: new Browser(onWindows) });
    const { items } = (await api.get('/me/sessions')).body;
    expect(items).to.have.length(1);
    const [session] = items;
    expect(session).to.include({ browser: 'Firefox', system: 'Windows', current: true });
    expect(session.second_factor.kind).to.equal('totp');
    expect(Date.parse(session.second_factor.at)).to.be.closeTo(Date.parse(session.opened_at), 10_000);
    expect(Date.parse(session.ends_at) - Date.parse(session.opened_at)).to.equal(dayMs);
    expect(session.applications).to.deep.equal([{ client_id: `${world.slug}-one`, client_name: null }]);
    const { sql } = world.server.countersign.db;
    const stored = await sql<{ row: string }>(
      `SELECT row_to_json(s)::text AS row FROM session_records s JOIN users u ON u.id = s.user_id WHERE u.email = $1`,
      [world.tomas.email],
    );
    expect(JSON.stringify(stored)).to.not.include('Mozilla');
  });

  it('is nothing that nobody knows: another program, and no second factor', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.mina, { browser: new Browser({ 'user-agent': '<b>me</b>/1' }) });
    const [session] = (await api.get('/me/sessions')).body.items;
    expect(session).to.include({ browser: null, system: null, second_factor: null });
    expect(Date.parse(session.ends_at) - Date.parse(session.opened_at)).to.equal(30 * dayMs);
  });

  it('leaves out a factor that was removed, and an application whose grant was taken back', async () => {
    const world = await createWorld();
    const { otherApplication, tomas } = world;
    const { browser, api } = await browserAndApi(world, tomas);
    await otherApplication.redeem(await otherApplication.start(browser));
    const ids = async () =>
      (await api.get('/me/sessions')).body.items[0].applications.map(
        ({ client_id }: { client_id: string }) => client_id,
      );
    expect(await ids()).to.deep.equal([`${world.slug}-one`, `${world.slug}-two`]);
    const { items } = (await api.get('/me/grants')).body;
    const other = items.find(({ client_id }: { client_id: string }) => client_id === `${world.slug}-two`);
    expect((await api.delete(`/me/grants/${other.id}`)).status).to.equal(204);
    expect(await ids()).to.deep.equal([`${world.slug}-one`]);
    const [factor] = (await api.get('/me/authenticators')).body.items;
    expect((await api.delete(`/me/authenticators/${factor.id}`)).status).to.equal(200);
    expect((await api.get('/me/sessions')).body.items[0].second_factor).to.equal(null);
  });

  it('is exported too', async () => {
    const world = await createWorld();
    const api = await apiOf(world, world.tomas, { browser: new Browser(onWindows) });
    const { sessions } = (await api.get('/me/export')).body;
    expect(sessions[0]).to.include({ browser: 'Firefox', system: 'Windows' });
  });
});

describe('one’s own remembered devices', () => {
  const allowed = { ...everyoneNow, challenge: { remembered_device_days: 7 } };

  it('say which browser, for whom they count and until when, and are forgotten all at once', async () => {
    const world = await createWorld({ enforcement: allowed });
    const { tomas } = world;
    const browser = new Browser(onWindows);
    await world.application.redeem((await signIn(world.application, tomas, { browser })).answer);
    const api = await apiOf(world, tomas, { step: 1 });
    const { items } = (await api.get('/me/remembered-devices')).body;
    expect(items).to.have.length(2);
    const device = items.find(({ system }: { system: string | null }) => system === 'Windows');
    expect(device).to.include({ browser: 'Firefox', factor: 'totp' });
    const [counting, ...others] = device.counts_for;
    expect([counting.organization.slug, others]).to.deep.equal([world.slug, []]);
    expect(Date.parse(counting.until) - Date.parse(device.proven_at)).to.equal(7 * dayMs);
    expect((await api.delete('/me/remembered-devices')).status).to.equal(204);
    expect((await api.get('/me/remembered-devices')).body.items).to.deep.equal([]);
    expect((await api.delete('/me/remembered-devices')).status).to.equal(204);
    const again = await passPassword(world.application, tomas, { browser: await elsewhere(browser, world) });
    expect(again.answer.name).to.equal('challenge');
    expect(
      (await again.browser.submit(again.answer, { code: codeOf(tomas.secret ?? '', -1) })).status,
    ).to.equal(422);
  });

  it('of others stay remembered', async () => {
    const world = await createWorld({ enforcement: allowed });
    const [tomas, olivia] = [await apiOf(world, world.tomas), await apiOf(world, world.olivia)];
    expect((await tomas.delete('/me/remembered-devices')).status).to.equal(204);
    expect((await olivia.get('/me/remembered-devices')).body.items).to.have.length(1);
  });
});

/** A browser with the cookie of the device alone, so that it has to sign in anew. */
async function elsewhere(browser: Browser, { server }: { readonly server: { readonly issuer: string } }) {
  const copy = new Browser(onWindows);
  for (const cookie of await browser.jar.getCookies(server.issuer))
    if (cookie.key.includes('remembered')) await copy.jar.setCookie(cookie, server.issuer);
  return copy;
}
