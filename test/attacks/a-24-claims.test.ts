import { expect } from 'chai';
import { decodeJwt } from 'jose';
import * as oidc from 'openid-client';
import { Browser } from '../harness/browser.ts';
import { travel } from '../harness/clock.ts';
import {
  codeOf,
  createWorld,
  enroll,
  everyoneNow,
  passPassword,
  signIn,
  type World,
} from '../harness/world.ts';

type Way = 'password' | 'TOTP' | 'enrolment' | 'recovery code';

const level = (number: 1 | 2) => `urn:countersign:acr:${number}`;

/** The table of the product's documentation, section "Claims". */
const table: Readonly<Record<Way, { readonly amr: readonly string[]; readonly acr: string }>> = {
  password: { amr: ['pwd'], acr: level(1) },
  TOTP: { amr: ['pwd', 'otp', 'mfa'], acr: level(2) },
  enrolment: { amr: ['pwd', 'otp', 'mfa'], acr: level(2) },
  'recovery code': { amr: ['pwd', 'recovery', 'mfa'], acr: level(2) },
};

const parameters = { scope: 'openid organization' };

/** Signs in in the given way; the browser and the answer that goes back to the application. */
async function by(way: Way, world: World, extra: Record<string, string> = {}) {
  const { application, server } = world;
  const asked = { parameters: { ...parameters, ...extra } };
  if (way === 'password') return signIn(application, world.greta, asked);
  if (way === 'TOTP') return signIn(application, world.tomas, asked);
  const first = await passPassword(application, world.mina, way === 'enrolment' ? asked : {});
  const enrolled = await enroll(server, first.browser, first.answer, world.mina.email);
  if (way === 'enrolment') return { browser: first.browser, answer: enrolled.answer };
  const { browser, answer } = await passPassword(application, world.mina, asked);
  return { browser, answer: await browser.submit(answer, { code: enrolled.codes[0] ?? '' }) };
}

for (const way of Object.keys(table) as Way[]) {
  const { amr, acr } = table[way];

  describe(`A-24 ${way}`, () => {
    it('says what was proven at sign-in, refresh, introspection and the second application', async () => {
      const world = await createWorld({ enforcement: everyoneNow });
      const { browser, answer } = await by(way, world);
      const tokens = await world.application.redeem(answer);
      const claims = tokens.claims();
      expect([claims?.amr, claims?.acr]).to.deep.equal([amr, acr]);
      expect('mfa_time' in (claims ?? {})).to.equal(amr.includes('mfa'));
      const introspected = await oidc.tokenIntrospection(world.application.config, tokens.access_token);
      expect([introspected.active, introspected.amr, introspected.acr]).to.deep.equal([true, amr, acr]);
      const refreshed = (await world.application.refresh(tokens.refresh_token ?? '')).claims();
      expect([refreshed?.amr, refreshed?.acr]).to.deep.equal([amr, acr]);
      expect(refreshed?.auth_time).to.equal(claims?.auth_time);
      const second = await world.otherApplication.start(browser, { prompt: 'none' });
      const other = (await world.otherApplication.redeem(second)).claims();
      expect([other?.amr, other?.acr]).to.deep.equal([amr, acr]);
    });

    it('says it in a JWT access token too', async () => {
      const world = await createWorld({ enforcement: everyoneNow });
      const { answer } = await by(way, world, { scope: 'openid read', resource: 'https://api.example/' });
      const tokens = await world.application.redeem(answer);
      const access = await fetch(`${world.server.issuer}/token`, {
        method: 'POST',
        headers: world.application.credentials(),
        body: new URLSearchParams({
          grant_type: 'refresh_token',
          refresh_token: tokens.refresh_token ?? '',
          resource: 'https://api.example/',
        }),
      });
      const { access_token: token } = (await access.json()) as { access_token: string };
      const payload = decodeJwt(token);
      expect([payload.amr, payload.acr, payload.aud]).to.deep.equal([amr, acr, 'https://api.example/']);
    });
  });
}

describe('A-26 the time of the sign-in', () => {
  it('stays on refresh and step-up, and moves with a new sign-in', async () => {
    const { application, tomas } = await createWorld({ enforcement: everyoneNow });
    const { browser, answer } = await signIn(application, tomas);
    const first = (await application.redeem(answer)).claims();
    travel(60);
    const page = await application.start(browser, { max_age: '1' });
    expect(page.name).to.equal('password');
    const { answer: again } = await signIn(application, tomas, { browser, parameters: { max_age: '1' } });
    const second = (await application.redeem(again)).claims();
    expect(second?.auth_time).to.be.at.least((first?.auth_time ?? 0) + 60);
    const quiet = await application.start(browser, { max_age: '10000', prompt: 'none' });
    expect((await application.redeem(quiet)).claims()?.auth_time).to.equal(second?.auth_time);
  });

  it('is too long ago after a day, where MFA is required', async () => {
    const { application, tomas } = await createWorld({ enforcement: everyoneNow });
    const { browser } = await signIn(application, tomas);
    travel(25 * 60 * 60);
    expect((await application.start(browser)).name).to.equal('password');
    expect(application.errorOf(await application.start(browser, { prompt: 'none' }))).to.equal(
      'login_required',
    );
  });
});

describe('A-27 claims that a request brings along', () => {
  it('change nothing', async () => {
    const { application, greta } = await createWorld();
    const forged = {
      amr: 'mfa',
      acr: level(2),
      mfa: 'true',
      'login[amr]': 'mfa',
      result: '{"login":{"amr":["mfa"]}}',
    };
    const browser = new Browser();
    const page = await application.start(browser, forged);
    const answer = await browser.submit(page, { ...forged, email: greta.email, password: greta.password });
    expect((await application.redeem(answer)).claims()?.amr).to.deep.equal(['pwd']);
  });
});

describe('a code in time', () => {
  it('opens the sign-in whatever spaces are typed into it', async () => {
    const { application, tomas } = await createWorld({ enforcement: everyoneNow });
    const { browser, answer } = await passPassword(application, tomas);
    const code = codeOf(tomas.secret ?? '');
    const back = await browser.submit(answer, { code: ` ${code.slice(0, 3)} ${code.slice(3)} ` });
    expect(back.location).to.contain('code=');
  });
});
