import { expect } from 'chai';
import * as oidc from 'openid-client';
import { everyScope } from '../harness/scopes.ts';
import { createWorld, seed, signIn, type World } from '../harness/world.ts';
import { refusedWith } from './support/refused.ts';

const parameters = { scope: 'openid email' };

/** Registers the application anew, which every server knows at once. */
async function register({ server, application }: World, firstParty: boolean): Promise<void> {
  const client = { client_id: application.clientId, first_party: firstParty, scope: everyScope };
  await seed(server, { clients: [client] });
}

async function signedIn(options: { readonly firstParty: boolean; readonly scope?: string }) {
  const world = await createWorld({ client: { first_party: options.firstParty } });
  const asked = { scope: options.scope ?? parameters.scope };
  const offline = asked.scope.includes('offline_access') ? { prompt: 'consent' } : {};
  const { browser, answer } = await signIn(world.application, world.greta, {
    parameters: { ...asked, ...offline },
  });
  const back = answer.name === 'consent' ? await browser.submit(answer) : answer;
  return { world, browser, back, wasAsked: answer.name === 'consent' };
}

const userinfo = ({ application }: World, { access_token: token }: oidc.TokenEndpointResponse) =>
  oidc.fetchUserInfo(application.config, token, oidc.skipSubjectCheck);

const failed = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: { status?: number }) => error.status,
  );

describe('ruling 29: what was granted without a consent page, once the application is first-party no more', () => {
  it('opens nothing, and the person reads the page before there is more', async () => {
    const { world, browser, back } = await signedIn({ firstParty: true });
    const { application } = world;
    const tokens = await application.redeem(back);
    expect((await userinfo(world, tokens)).email).to.equal(world.greta.email);
    const code = await application.start(browser, parameters);
    await register(world, false);
    expect(await refusedWith(application.redeem(code)), 'a code').to.equal('invalid_grant');
    expect(await refusedWith(application.refresh(tokens.refresh_token ?? '')), 'a refresh').to.equal(
      'invalid_grant',
    );
    expect(await failed(userinfo(world, tokens)), 'userinfo').to.equal(401);
    const introspected = await oidc.tokenIntrospection(application.config, tokens.access_token);
    expect(introspected).to.deep.equal({ active: false });
    const silent = await application.start(browser, { ...parameters, prompt: 'none' });
    expect(application.errorOf(silent)).to.equal('consent_required');
    const page = await application.start(browser, parameters);
    expect(page.name).to.equal('consent');
    const agreed = await application.redeem(await browser.submit(page));
    expect((await userinfo(world, agreed)).email).to.equal(world.greta.email);
    expect((await application.refresh(agreed.refresh_token ?? '')).scope).to.equal('openid email');
    expect((await application.start(browser, parameters)).location, 'once').to.include('code=');
    const more = await application.start(browser, { scope: 'openid email profile' });
    expect(more.name, 'what nobody has read').to.equal('consent');
  });

  it('is as gone where it lived on without the session', async () => {
    const { world, back } = await signedIn({ firstParty: true, scope: 'openid offline_access' });
    const { refresh_token: token = '' } = await world.application.redeem(back);
    const next = (await world.application.refresh(token)).refresh_token ?? '';
    await register(world, false);
    expect(await refusedWith(world.application.refresh(next))).to.equal('invalid_grant');
  });

  it('leaves what the person agreed to before it was first-party, and nothing that came later', async () => {
    const { world, browser, back, wasAsked } = await signedIn({ firstParty: false, scope: 'openid' });
    const { application } = world;
    expect(wasAsked).to.equal(true);
    await application.redeem(back);
    await register(world, true);
    expect((await application.start(browser, { scope: 'openid' })).location).to.include('code=');
    expect((await application.start(browser, parameters)).location).to.include('code=');
    await register(world, false);
    const page = await application.start(browser, parameters);
    expect(page.name).to.equal('consent');
    expect((await browser.submit(page)).location).to.include('code=');
  });

  it('goes on where it is still first-party, and grows without a page', async () => {
    const { world, browser, back, wasAsked } = await signedIn({ firstParty: true, scope: 'openid' });
    expect(wasAsked).to.equal(false);
    const first = await world.application.redeem(back);
    const more = await world.application.redeem(await world.application.start(browser, parameters));
    expect(more.scope).to.equal('openid email');
    expect((await world.application.refresh(first.refresh_token ?? '')).scope).to.equal('openid');
  });
});
