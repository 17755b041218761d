import { expect } from 'chai';
import type { ActivityEvent } from '../../src/audit/activity-store.ts';
import { apiOf } from '../harness/api.ts';
import { Application, redirectUri } from '../harness/application.ts';
import { Browser } from '../harness/browser.ts';
import { everyScope } from '../harness/scopes.ts';
import {
  codeOf,
  createWorld,
  enroll,
  everyoneNow,
  passPassword,
  seed,
  signIn,
  type TestPerson,
  type World,
} from '../harness/world.ts';

const about = /^(?:account|authenticator)\./;

/** What an organization's log says about a person, the oldest first. */
async function watched({ server }: World, slug: string, { email }: TestPerson): Promise<ActivityEvent[]> {
  const { db } = server.countersign;
  const organization = await db.organizations.findBySlug(slug);
  const { events } = await db.activity.list(organization?.id ?? '', {}, { limit: 200, before: null });
  return events.filter(({ type, target }) => about.test(type) && target?.email === email).toReversed();
}

async function typesIn(world: World, slug: string, person: TestPerson): Promise<readonly string[]> {
  return (await watched(world, slug, person)).map(({ type }) => type);
}

/** A second organization with the same people, and an application that is registered with it. */
async function withSecond(
  world: World,
  enforcement: object | null,
): Promise<{ slug: string; application: Application }> {
  const slug = `${world.slug}b`;
  const [clientId, secret] = [`${slug}-app`, `secret-of-${slug}`];
  await seed(world.server, {
    organizations: [
      {
        slug,
        name: slug,
        ...(enforcement && { enforcement }),
        members: [
          { email: world.olivia.email, role: 'owner' },
          { email: world.tomas.email, role: 'member' },
          { email: world.mina.email, role: 'member' },
        ],
      },
    ],
    clients: [
      {
        client_id: clientId,
        client_secret: secret,
        redirect_uris: [redirectUri],
        first_party: true,
        organization: slug,
        scope: everyScope,
      },
    ],
  });
  return { slug, application: await Application.discover(world.server.issuer, clientId, secret) };
}

describe('ruling 33: what an organization sees of its members', () => {
  it('is a sign-in that its policy took part in, with no more of the factor than its kind', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const second = await withSecond(world, everyoneNow);
    const { answer } = await signIn(world.application, world.tomas);
    expect(new URL(answer.location ?? '').searchParams.has('code')).to.equal(true);
    for (const slug of [world.slug, second.slug]) {
      const events = await watched(world, slug, world.tomas);
      expect(events.map(({ type, detail }) => [type, detail])).to.deep.equal([
        ['authenticator.challenge_passed', { factor: 'totp' }],
        ['account.signed_in', { client: `${world.slug}-one`, stepUp: false }],
      ]);
      expect(events.map(({ actor }) => actor.email)).to.deep.equal([world.tomas.email, world.tomas.email]);
    }
  });

  it('is never one at an application of another organization, nor one that it asked nothing in', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const second = await withSecond(world, null);
    await signIn(second.application, world.tomas);
    expect(await typesIn(world, world.slug, world.tomas)).to.deep.equal([]);
    expect(await typesIn(world, second.slug, world.tomas)).to.include('account.signed_in');
    await signIn(world.application, world.olivia);
    expect(await typesIn(world, world.slug, world.olivia)).to.include('account.signed_in');
    expect(await typesIn(world, second.slug, world.olivia)).to.deep.equal([]);
  });

  it('is a wrong password, a wrong code and a used recovery code', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { application, mina } = world;
    await passPassword(application, { ...mina, password: 'quite the wrong passphrase' });
    const { browser, answer } = await passPassword(application, mina);
    const { codes } = await enroll(world.server, browser, answer, mina.email);
    const challenge = await passPassword(application, mina);
    await challenge.browser.submit(challenge.answer, { code: '000000' });
    await challenge.browser.submit(challenge.answer, { code: codes[1] ?? '' });
    const events = await watched(world, world.slug, mina);
    expect(events.map(({ type, actor, detail }) => [type, actor.kind, detail])).to.deep.equal([
      ['account.sign_in_failed', 'anonymous', { reason: 'password' }],
      ['authenticator.enrolled', 'user', { factor: 'totp' }],
      ['account.signed_in', 'user', { client: `${world.slug}-one`, stepUp: false }],
      ['authenticator.challenge_failed', 'user', { failures: 1 }],
      ['authenticator.recovery_code_used', 'user', { left: codes.length - 1 }],
      ['account.signed_in', 'user', { client: `${world.slug}-one`, stepUp: false }],
    ]);
  });

  it('is a refusal, with its reasons, once', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const second = await withSecond(world, null);
    const { db } = world.server.countersign;
    const organization = await db.organizations.findBySlug(second.slug);
    await db.sql("UPDATE members SET suspended = 'by_admin' WHERE organization_id = $1", [organization?.id]);
    const { browser, answer } = await passPassword(second.application, world.mina);
    expect(answer.name).to.equal('refused');
    const seen = async () =>
      (await watched(world, second.slug, world.mina)).map(({ type, detail }) => [type, detail]);
    const refusal = ['account.sign_in_refused', { client: `${second.slug}-app`, reasons: ['suspended'] }];
    expect(await seen()).to.deep.equal([refusal]);
    expect(second.application.errorOf(await browser.submit(answer))).to.equal('access_denied');
    expect(await seen()).to.deep.equal([refusal]);
    expect(await typesIn(world, world.slug, world.mina)).to.deep.equal([]);
  });

  it('is a refusal that a session meets at once, and a level that cannot be reached', async () => {
    const world = await createWorld();
    const second = await withSecond(world, null);
    const { browser } = await signIn(world.application, world.mina);
    const { db } = world.server.countersign;
    const organization = await db.organizations.findBySlug(second.slug);
    await db.sql("UPDATE members SET suspended = 'by_admin' WHERE organization_id = $1", [organization?.id]);
    const silent = await second.application.start(browser, { prompt: 'none' });
    expect(second.application.errorOf(silent)).to.equal('access_denied');
    expect(await typesIn(world, second.slug, world.mina)).to.deep.equal([]);
    const refused = await second.application.start(browser);
    expect(second.application.errorOf(refused)).to.equal('access_denied');
    expect(await typesIn(world, second.slug, world.mina)).to.deep.equal(['account.sign_in_refused']);
    await db.sql('UPDATE members SET suspended = NULL WHERE organization_id = $1', [organization?.id]);
    const claims = JSON.stringify({ id_token: { acr: { essential: true, values: ['urn:nobody:knows'] } } });
    const unmet = await passPassword(second.application, world.mina, {
      browser: new Browser(),
      parameters: { claims },
    });
    expect(second.application.errorOf(unmet.answer)).to.equal('unmet_authentication_requirements');
    const [, event] = await watched(world, second.slug, world.mina);
    expect(event).to.include({ type: 'account.sign_in_refused' });
    expect(event?.detail).to.have.deep.property('reasons', ['level_unreachable']);
  });

  it('is a factor that is removed or set up in a session, without its name', async () => {
    const world = await createWorld({ enforcement: { required: 'nobody', activation: 'immediately' } });
    const second = await withSecond(world, { ...everyoneNow, self_disable: 'suspend' });
    const api = await apiOf(world, world.tomas);
    const [factor] = (await api.get('/me/authenticators')).body.items;
    expect((await api.delete(`/me/authenticators/${factor.id}`)).status).to.equal(200);
    const events = await watched(world, second.slug, world.tomas);
    expect(events.at(-1)).to.include({ type: 'authenticator.removed' });
    expect(events.at(-1)?.detail).to.deep.equal({ factor: 'totp' });
    expect(await typesIn(world, world.slug, world.tomas)).to.deep.equal([]);
  });

  it('leaves no code of a second factor for whoever reads the log', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    await signIn(world.application, world.tomas);
    const text = JSON.stringify(await watched(world, world.slug, world.tomas));
    expect(text).not.to.include(codeOf(world.tomas.secret ?? ''));
  });
});
