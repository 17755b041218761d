import { expect } from 'chai';
import { Application, redirectUri } from '../harness/application.ts';
import { Browser } from '../harness/browser.ts';
import { createWorld, everyoneNow, passPassword, seed, signIn } from '../harness/world.ts';

describe('a second application', () => {
  it('signs in silently, with what was proven at the first one', async () => {
    const { application, otherApplication, tomas } = await createWorld({ enforcement: everyoneNow });
    const { browser, answer } = await signIn(application, tomas);
    const first = (await application.redeem(answer)).claims();
    const quiet = await otherApplication.start(browser, { prompt: 'none' });
    const second = (await otherApplication.redeem(quiet)).claims();
    expect(second?.amr).to.deep.equal(['pwd', 'otp', 'mfa']);
    expect(second?.aud).to.equal(otherApplication.clientId);
    expect([second?.sub, second?.auth_time, second?.mfa_time]).to.deep.equal([
      first?.sub,
      first?.auth_time,
      first?.mfa_time,
    ]);
  });

  it('shows the sign-in page to another browser', async () => {
    const { application, otherApplication, tomas } = await createWorld({ enforcement: everyoneNow });
    await signIn(application, tomas);
    expect((await otherApplication.start(new Browser())).name).to.equal('password');
    const silent = await otherApplication.start(new Browser(), { prompt: 'none' });
    expect(otherApplication.errorOf(silent)).to.equal('login_required');
  });

  it('that needs a level asks for it although the first one did not, in the same session', async () => {
    const world = await createWorld();
    const { application, server, slug, greta } = world;
    const strict = { client_id: `${slug}-strict`, client_secret: `secret-of-${slug}-strict` };
    await seed(server, {
      clients: [{ ...strict, redirect_uris: [redirectUri], first_party: true, require_acr: 2 }],
    });
    const second = await Application.discover(server.issuer, strict.client_id, strict.client_secret);
    const { browser, answer } = await signIn(application, greta);
    await application.redeem(answer);
    expect((await second.start(browser)).name).to.equal('mailbox');
    expect(second.errorOf(await second.start(browser, { prompt: 'none' }))).to.equal('interaction_required');
    expect((await application.start(browser, { prompt: 'none' })).location).to.contain('code=');
  });

  it('of an organization serves its members only', async () => {
    const world = await createWorld();
    const { application, server, slug, mina, greta } = world;
    const own = { client_id: `${slug}-own`, client_secret: `secret-of-${slug}-own`, organization: slug };
    await seed(server, { clients: [{ ...own, redirect_uris: [redirectUri], first_party: true }] });
    const second = await Application.discover(server.issuer, own.client_id, own.client_secret);
    const member = await signIn(application, mina);
    expect((await second.start(member.browser, { prompt: 'none' })).location).to.contain('code=');
    const stranger = await signIn(application, greta);
    const silent = await second.start(stranger.browser, { prompt: 'none' });
    expect(second.errorOf(silent)).to.equal('access_denied');
    const refused = await passPassword(second, greta);
    expect(refused.answer.name).to.equal('refused');
    const back = await refused.browser.submit(refused.answer);
    expect(second.errorOf(back)).to.equal('access_denied');
  });
});
