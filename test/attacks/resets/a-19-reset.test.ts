import { expect } from 'chai';
import * as oidc from 'openid-client';
import { ApiClient } from '../../harness/api.ts';
import { type Answer, Browser } from '../../harness/browser.ts';
import { choosePassword, mailsTo, resetLinkFor } from '../../harness/mails.ts';
import { forApi } from '../../harness/scopes.ts';
import {
  createWorld,
  enroll,
  everyoneNow,
  mailedCode,
  passPassword,
  signIn,
  type TestPerson,
  type World,
} from '../../harness/world.ts';
import { type RelyingParty, registerRelyingParty, visit } from '../../jobs/support/relying-parties.ts';
import { refusedWith } from '../../sign-in/support/refused.ts';
import { rightCode } from '../support/guessing.ts';
import { travelToMidStep } from '../support/mid-step.ts';

const newPassword = 'seventeen quiet otters';

const remembering = { max_age_seconds: 86400, remembered_device_days: 30 };

/** The whole way of a forgotten password; the browser is the one that followed the link. */
async function reset({ server }: World, { email }: TestPerson): Promise<{ browser: Browser; last: Answer }> {
  const browser = new Browser();
  const last = await choosePassword(await resetLinkFor(server, email), newPassword, browser);
  expect(last.name).to.equal('password-saved');
  return { browser, last };
}

async function rowsOf({ server }: World, table: string, { email }: TestPerson): Promise<number> {
  const rows = await server.countersign.db.sql(
    `SELECT 1 FROM ${table} t JOIN users u ON u.id = t.user_id WHERE u.email = $1`,
    [email],
  );
  return rows.length;
}

async function userinfoStatus({ server }: World, token: string): Promise<number> {
  return (await fetch(`${server.issuer}/me`, { headers: { authorization: `Bearer ${token}` } })).status;
}

describe('A-19: the reset of a forgotten password', () => {
  beforeEach(travelToMidStep);

  it('A-19: signs nobody in, and the sign-in after it asks for the code as ever', async () => {
    const world = await createWorld();
    const { application, server, tomas } = world;
    const { browser, last } = await reset(world, tomas);
    expect(last.headers.getSetCookie()).to.deep.equal([]);
    expect(await browser.cookies(server.issuer)).to.deep.equal([]);
    const silent = await application.start(browser, { prompt: 'none' });
    expect(application.errorOf(silent)).to.equal('login_required');
    const person = { ...tomas, password: newPassword };
    const { answer } = await passPassword(application, person, { browser });
    expect([answer.name, answer.location]).to.deep.equal(['challenge', null]);
    const back = await browser.submit(answer, { code: rightCode(tomas) });
    expect((await application.redeem(back)).claims()?.amr).to.deep.equal(['pwd', 'otp', 'mfa']);
  });

  it('A-19: ends every session and every kind of token, and each application is told of each session', async () => {
    const world = await createWorld({ enforcement: { ...everyoneNow, challenge: remembering } });
    const { server, tomas } = world;
    const parties = [await registerRelyingParty(server), await registerRelyingParty(server)] as const;
    try {
      const first = await sessionAt(world, parties[0], 0);
      const second = await sessionAt(world, parties[1], 1);
      expect(await rowsOf(world, 'remembered_devices', tomas)).to.be.greaterThan(0);
      await reset(world, tomas);
      for (const { api, tokens, offline, application, browser } of [first, second]) {
        expect(await refusedWith(application.refresh(tokens.refresh_token ?? ''))).to.equal('invalid_grant');
        expect(await refusedWith(application.refresh(offline.refresh_token ?? ''))).to.equal('invalid_grant');
        for (const { access_token: token } of [tokens, offline]) {
          expect(await userinfoStatus(world, token)).to.equal(401);
          expect((await oidc.tokenIntrospection(application.config, token)).active).to.equal(false);
        }
        expect((await api.get('/me')).status).to.equal(401);
        const silent = await application.start(browser, { prompt: 'none' });
        expect(application.errorOf(silent)).to.equal('login_required');
      }
      expect(await rowsOf(world, 'remembered_devices', tomas)).to.equal(0);
      const changed = (await mailsTo(server, tomas.email)).filter(({ subject }) =>
        /password was changed/.test(subject),
      );
      expect(changed).to.have.length(1);
      expect(await sidsOf(parties[0])).to.deep.equal([first.tokens.claims()?.sid]);
      expect(await sidsOf(parties[1])).to.deep.equal([second.tokens.claims()?.sid]);
    } finally {
      await Promise.all(parties.map(({ receiver }) => receiver.close()));
    }
  });

  it('A-19: makes worthless what was under way: a code that was given, and sign-ins at every step', async () => {
    const world = await createWorld();
    const { application, otherApplication, tomas } = world;
    const given = await signIn(application, tomas);
    const atCode = await passPassword(otherApplication, tomas);
    const atPassword = new Browser();
    const page = await otherApplication.start(atPassword);
    await reset(world, tomas);
    expect(await refusedWith(application.redeem(given.answer))).to.equal('invalid_grant');
    const late = await atCode.browser.submit(atCode.answer, { code: rightCode(tomas, 1) });
    expect([late.status, late.name, late.location]).to.deep.equal([409, 'error', null]);
    const { email, password } = tomas;
    const old = await atPassword.submit(page, { email, password });
    expect([old.status, old.name]).to.deep.equal([422, 'password']);
  });

  it('A-19: gives whoever reads the mails alone no mfa, wherever they ask for it', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { application, otherApplication, server, tomas } = world;
    await reset(world, tomas);
    const thief = { ...tomas, password: newPassword, secret: null };
    const levels = { acr_values: 'urn:countersign:acr:2' };
    for (const parameters of [{}, levels, { prompt: 'login' }, { scope: 'openid organization' }]) {
      const { browser, answer } = await passPassword(application, thief, { parameters });
      expect([answer.name, answer.location]).to.deep.equal(['challenge', null]);
      for (const action of ['resend', 'later', 'use_recovery_code', 'cancel']) {
        const tried = await browser.post(answer.url, { action });
        const back = tried.location === null ? null : application.errorOf(await browser.follow(tried));
        expect(tried.location === null || back === 'access_denied', action).to.equal(true);
      }
      expect(application.errorOf(await otherApplication.start(browser, { prompt: 'none' }))).to.equal(
        'login_required',
      );
    }
    expect((await mailsTo(server, tomas.email)).filter(({ text }) => /\b\d{8}\b/.test(text))).to.deep.equal(
      [],
    );
  });

  it('A-19: costs the person no factor, recovery code or membership', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { application, server, mina } = world;
    const page = await passPassword(application, mina);
    expect(mailedCode(server, mina.email)).to.match(/^\d{8}$/);
    const { codes } = await enroll(server, page.browser, page.answer, mina.email);
    const kept = async () =>
      Promise.all(['authenticators', 'recovery_codes', 'members'].map((table) => rowsOf(world, table, mina)));
    const before = await kept();
    await reset(world, mina);
    expect(await kept()).to.deep.equal(before);
    const again = await passPassword(application, { ...mina, password: newPassword });
    const used = await again.browser.submit(again.answer, { code: codes[0] ?? '' });
    expect((await application.redeem(used)).claims()?.amr).to.deep.equal(['pwd', 'recovery', 'mfa']);
  });
});

/** Tomas at one application in a browser of their own that is remembered: tokens of every kind. */
async function sessionAt(world: World, party: RelyingParty, step: number) {
  const { server, tomas } = world;
  const { application } = party;
  const browser = new Browser();
  await signIn(application, tomas, { browser, step });
  const tokens = await visit(party, browser);
  const parameters = { scope: 'openid offline_access', prompt: 'consent' };
  const consent = await application.start(browser, parameters);
  const offline = await application.redeem(await browser.submit(consent));
  const asked = forApi(server);
  const { access_token } = await application.redeem(await application.start(browser, asked), asked.resource);
  const api = new ApiClient(server, access_token);
  expect((await api.get('/me')).status).to.equal(200);
  return { application, browser, tokens, offline, api };
}

/** The sessions that an application was told of. */
async function sidsOf(party: RelyingParty): Promise<unknown[]> {
  return (await party.logouts()).map(({ sid }) => sid);
}
