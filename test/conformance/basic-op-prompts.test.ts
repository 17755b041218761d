import { expect } from 'chai';
import { travel } from '../harness/clock.ts';
import { forBothUsers, type Run } from './support/plan.ts';
import {
  authorize,
  callbackOf,
  type Flow,
  logIn,
  type Parameters,
  start,
  tokensOf,
} from './support/relying-party.ts';

/** Requires that the sign-in was done once more, whole, and that the tokens say so. */
async function expectSignInAgain(run: Run, parameters: Parameters): Promise<void> {
  const before = await tokensOf(run, await authorize(run));
  travel(2);
  const again = await authorize(run, parameters);
  expect(again.pages).to.deep.equal(run.signInPages);
  const after = await tokensOf(run, again);
  expect(after.claims.sub).to.equal(before.claims.sub);
  expect(after.claims.auth_time).to.be.greaterThan(Number(before.claims.auth_time));
}

/** Requires that the second request was answered at once, from the session of the first. */
async function expectNoPage(run: Run, parametersOf: (idToken: string) => Parameters): Promise<void> {
  const before = await tokensOf(run, await authorize(run));
  travel(2);
  const after = await tokensOf(run, await start(run, parametersOf(before.idToken)));
  expect(after.claims.sub).to.equal(before.claims.sub);
  expect(after.claims.auth_time).to.equal(before.claims.auth_time);
  expect(after.claims.iat).to.be.greaterThan(Number(before.claims.iat));
}

forBothUsers('Basic OP, prompt and max_age', (module) => {
  module('oidcc-prompt-login', (run) => expectSignInAgain(run, { prompt: 'login' }));

  module('oidcc-prompt-none-not-logged-in', async (run) => {
    const back = callbackOf(run, await start(run, { prompt: 'none' }));
    expect(back.error).to.equal('login_required');
    expect(back).not.to.have.property('code');
  });

  module('oidcc-prompt-none-logged-in', (run) => expectNoPage(run, () => ({ prompt: 'none' })));

  module('oidcc-max-age-1', (run) => expectSignInAgain(run, { max_age: '1' }));

  module('oidcc-max-age-10000', (run) => expectNoPage(run, () => ({ max_age: '10000' })));

  module('oidcc-id-token-hint', async (run) => {
    await expectNoPage(run, (idToken) => ({ prompt: 'none', id_token_hint: idToken }));
  });
});

forBothUsers('Basic OP, hints for the pages', (module) => {
  async function finish(run: Run, flow: Flow): Promise<void> {
    expect(flow.answer.name).to.equal('password');
    await tokensOf(run, await logIn(run, flow));
  }

  const languageOf = ({ answer }: Flow) => answer.page.querySelector('html')?.getAttribute('lang');
  const emailFieldOf = ({ answer }: Flow) =>
    answer.page.querySelector('input[name=email]')?.getAttribute('value');

  module('oidcc-login-hint', async (run) => {
    const flow = await start(run, { login_hint: run.email });
    expect(emailFieldOf(flow)).to.equal(run.email);
    await finish(run, flow);
  });

  module('oidcc-ui-locales', async (run) => {
    expect(languageOf(await start(run, { ui_locales: 'se' }))).to.equal('en');
    const flow = await start(run, { ui_locales: 'se de-AT fr' });
    expect(languageOf(flow)).to.equal('de');
    expect(run.metadata.ui_locales_supported).to.include('de');
    await finish(run, flow);
  });

  for (const display of ['page', 'popup']) {
    module(`oidcc-display-${display}`, async (run) => finish(run, await start(run, { display })));
  }

  module('oidcc-ensure-request-with-acr-values-succeeds', async (run) => {
    const offered = run.metadata.acr_values_supported as string[];
    expect(offered).to.include(run.expected.acr);
    const { claims } = await tokensOf(run, await authorize(run, { acr_values: offered.join(' ') }));
    expect(offered).to.include(claims.acr);
  });
});
