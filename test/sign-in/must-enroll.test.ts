import { expect } from 'chai';
import * as oidc from 'openid-client';
import { relaxedApplication } from '../attacks/support/relaxed-application.ts';
import { ApiClient, apiOf, operatorOf } from '../harness/api.ts';
import { Application, redirectUri } from '../harness/application.ts';
import { Browser } from '../harness/browser.ts';
import { travel } from '../harness/clock.ts';
import { choosePassword, resetLinkFor } from '../harness/mails.ts';
import { markedIn, markMustEnroll } from '../harness/marks.ts';
import { changed, idOf, memberPath } from '../harness/members.ts';
import {
  createWorld,
  enroll,
  everyoneNow,
  mailedCode,
  passPassword,
  seed,
  signIn,
  type World,
} from '../harness/world.ts';
import { refusedWith } from './support/refused.ts';

/** One more client of a world, in an environment of its own. */
async function clientOf(
  { server, slug }: World,
  name: string,
  { mfa, ...client }: Readonly<Record<string, unknown>> & { readonly mfa: 'off' | 'pilot' | 'on' },
): Promise<Application> {
  const [id, environment] = [`${slug}-${name}`, `${slug}-${name}`];
  const metadata = { client_id: id, client_secret: `secret-of-${id}`, redirect_uris: [redirectUri] };
  await seed(server, {
    environments: [{ name: environment, mfa }],
    clients: [{ ...metadata, environment, first_party: true, ...client }],
  });
  return Application.discover(server.issuer, id, metadata.client_secret);
}

const clients: Readonly<Record<string, (world: World) => Promise<Application>>> = {
  'a first-party client': async ({ application }) => application,
  'a client of somebody else': (world) => clientOf(world, 'foreign', { mfa: 'on', first_party: false }),
  'an environment that is off': (world) => clientOf(world, 'off', { mfa: 'off' }),
  'a pilot without them': (world) => clientOf(world, 'pilot', { mfa: 'pilot' }),
  'a client of the organization': (world) => clientOf(world, 'own', { mfa: 'on', organization: world.slug }),
  'a client of the organization, in an environment that is off': (world) =>
    clientOf(world, 'own-off', { mfa: 'off', organization: world.slug }),
};

describe('ruling 35: a person who must enrol', () => {
  for (const [where, application] of Object.entries(clients)) {
    it(`is led to set a factor up at ${where}, once`, async () => {
      const world = await createWorld();
      const { server, mina } = world;
      const here = await application(world);
      expect((await passPassword(here, mina)).answer.name, 'before').to.be.oneOf([null, 'consent']);
      await markMustEnroll(world, mina);
      const first = await passPassword(here, mina);
      expect(here.errorOf(await here.start(first.browser, { prompt: 'none' }))).to.equal('login_required');
      const { browser, answer } = await passPassword(here, mina);
      expect(answer.name).to.equal('mailbox');
      expect(answer.body).to.include('An administrator asked that you set up two-step sign-in');
      const done = await enroll(server, browser, answer, mina.email);
      const back = done.answer.name === 'consent' ? await browser.submit(done.answer) : done.answer;
      expect((await here.redeem(back)).claims()?.amr).to.deep.equal(['pwd', 'otp', 'mfa']);
      expect(await markedIn(world)).to.deep.equal([]);
      const relaxed = await relaxedApplication(world);
      expect((await passPassword(relaxed, mina)).answer.location, 'as anybody with a factor').to.include(
        'code=',
      );
    });
  }

  it('gets no token of a session from before: code, refresh, userinfo, introspection and the API refuse', async () => {
    const world = await createWorld();
    const { application, mina, server } = world;
    const { browser, answer } = await signIn(application, mina);
    const tokens = await application.redeem(answer);
    const forApi = { scope: 'openid organization:admin', resource: `${server.issuer}/api/v1` };
    const apiToken = (await application.redeem(await application.start(browser, forApi), forApi.resource))
      .access_token;
    const unredeemed = await application.start(browser);
    await markMustEnroll(world, mina);
    expect(await refusedWith(application.redeem(unredeemed))).to.equal('invalid_grant');
    expect(await refusedWith(application.refresh(tokens.refresh_token ?? ''))).to.equal('invalid_grant');
    const headers = { authorization: `Bearer ${tokens.access_token}` };
    expect((await fetch(`${server.issuer}/me`, { headers })).status).to.equal(401);
    const { active } = await oidc.tokenIntrospection(application.config, tokens.access_token);
    expect(active).to.equal(false);
    const api = new ApiClient(server, apiToken);
    for (const refused of [await api.get('/me'), await api.post('/me/authenticators', { kind: 'totp' })]) {
      expect(refused.status).to.equal(401);
      expect(refused.headers.get('www-authenticate')).to.include('insufficient_user_authentication');
    }
    const silent = await application.start(browser, { prompt: 'none' });
    expect(application.errorOf(silent)).to.equal('interaction_required');
    expect((await application.start(browser)).name).to.equal('mailbox');
  });

  it('stays so whatever else happens, until they have enrolled', async () => {
    const world = await createWorld();
    const { application, mina, server, slug } = world;
    const operator = await operatorOf(world);
    const relaxed = await relaxedApplication(world);
    await markMustEnroll(world, mina);
    const isStillAsked = async (person = mina) => {
      for (const each of [application, relaxed])
        expect((await passPassword(each, person)).answer.name).to.equal('mailbox');
      expect(await markedIn(world)).to.deep.equal([mina.email]);
    };
    await changed(operator, world, mina, { override: 'exempt' });
    await isStillAsked();
    expect((await operator.post(`/users/${await idOf(world, mina)}/unlock`)).status).to.equal(204);
    await isStillAsked();
    const link = await resetLinkFor(server, mina.email);
    const anew = { ...mina, password: 'seventeen quiet otters' };
    expect((await choosePassword(link, anew.password)).name).to.equal('password-saved');
    await isStillAsked(anew);
    const half = await passPassword(application, anew);
    const listed = await half.browser.submit(half.answer, { code: mailedCode(server, mina.email) });
    expect(listed.name).to.equal('enroll');
    await isStillAsked(anew);
    expect((await operator.delete(await memberPath(world, mina))).status).to.equal(204);
    await isStillAsked(anew);
    expect((await operator.get(`/organizations/${slug}/summary`)).status).to.equal(200);
    // So many codes were mailed that the next one has to wait a little.
    travel(120);
    const { browser, answer } = await passPassword(relaxed, anew);
    expect((await enroll(server, browser, answer, mina.email)).answer.location).to.include('code=');
    expect(await markedIn(world)).to.deep.equal([]);
  });

  it('shows the mailbox also where the organization asks for no proof', async () => {
    const world = await createWorld({ enforcement: { ...everyoneNow, enrollment_proof: 'none' } });
    const { application, mina } = world;
    expect((await passPassword(application, mina)).answer.name).to.equal('enroll');
    await markMustEnroll(world, mina);
    for (const each of [application, await relaxedApplication(world)])
      expect((await passPassword(each, mina)).answer.name).to.equal('mailbox');
  });

  it('shows a ticket where the mailbox proves nothing, and is turned away where nobody has one to give', async () => {
    const world = await createWorld();
    const { server, mina, greta } = world;
    const relaxed = await relaxedApplication(world);
    for (const person of [mina, greta]) {
      await markMustEnroll(world, person);
      await server.countersign.db.sql('UPDATE users SET email_verified = false WHERE email = $1', [
        person.email,
      ]);
    }
    const { browser, answer } = await passPassword(relaxed, mina);
    expect(answer.name).to.equal('ticket');
    const ticket = await (await apiOf(world, world.olivia)).post(
      `/organizations/${world.slug}/members/${encodeURIComponent(mina.email)}/ticket`,
    );
    expect(ticket.status, JSON.stringify(ticket.body)).to.equal(201);
    const page = await browser.submit(answer, { code: ticket.body.code });
    expect((await enroll(server, browser, page, mina.email)).answer.location).to.include('code=');
    const denied = await passPassword(relaxed, greta, { browser: new Browser() });
    expect([denied.answer.name, denied.answer.location]).to.deep.equal(['refused', null]);
    expect(await markedIn(world)).to.deep.equal([greta.email]);
  });
});
