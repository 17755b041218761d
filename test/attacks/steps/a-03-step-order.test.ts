import { expect } from 'chai';
import { type Answer, Browser, type Fields } from '../../harness/browser.ts';
import { nameOfCookie } from '../../harness/cookies.ts';
import type { TestServer } from '../../harness/server.ts';
import {
  codeOf,
  createWorld,
  everyoneNow,
  mailedCode,
  passPassword,
  type TestPerson,
} from '../../harness/world.ts';
import { auditOf } from '../support/audit-rows.ts';
import { eventsOf, openChallenge, rightCode } from '../support/guessing.ts';

const laterSteps = ['challenge', 'mailbox', 'enroll', 'recovery-codes', 'new-password', 'consent', 'refused'];

/** Everything that one of the steps might take. */
function everyField({ email, password, secret }: TestPerson): Record<string, string> {
  const code = secret === null ? '123456' : codeOf(secret);
  return { email, password, code, kept: 'abcd', new_password: 'another long enough password' };
}

/** What a step could have changed about a person. */
async function stateOf({ countersign: { db } }: TestServer, { email }: TestPerson): Promise<unknown> {
  const rows = await db.sql(
    `SELECT u.epoch, u.password_hash, u.second_factor_failures, u.replace_factor_since,
       (SELECT json_agg(a ORDER BY a.id) FROM authenticators a WHERE a.user_id = u.id) AS factors,
       (SELECT json_agg(r ORDER BY r.id) FROM recovery_codes r WHERE r.user_id = u.id) AS codes,
       (SELECT count(*) FROM session_records s WHERE s.user_id = u.id) AS sessions,
       (SELECT count(*) FROM audit_events e WHERE e.user_id = u.id) AS events
     FROM users u WHERE u.email = $1`,
    [email],
  );
  return rows[0];
}

async function idOf({ countersign: { db } }: TestServer, { email }: TestPerson): Promise<string | undefined> {
  const [row] = await db.sql<{ id: string }>('SELECT id FROM users WHERE email = $1', [email]);
  return row?.id;
}

const pageOf = (url: string, page: string) => url.replace(/[a-z-]+$/, page);

/** Only the cookie of one interaction, whatever the path. */
async function cookieOf(browser: Browser, url: string): Promise<{ headers: { cookie: string } }> {
  return { headers: { cookie: (await browser.cookies(url)).join('; ') } };
}

describe('A-03: the order of steps', () => {
  it('A-03: a later step posted before the password is refused, and the sign-in goes on as if nothing had been', async () => {
    const { application, server, tomas } = await createWorld({ enforcement: everyoneNow });
    const browser = new Browser();
    const page = await application.start(browser);
    const before = await stateOf(server, tomas);
    for (const action of ['continue', 'later', 'resend', 'download', 'use_recovery_code', 'finish']) {
      for (const step of laterSteps) {
        const answer = await browser.post(pageOf(page.url, step), { ...everyField(tomas), action });
        expect(answer.status, `${step} ${action}`).to.equal(409);
        expect(answer.body).not.to.include(tomas.email);
        expect((await browser.request(page.url)).name, step).to.equal('password');
      }
    }
    expect(await stateOf(server, tomas)).to.deep.equal(before);
    const code = await browser.submit(page, { email: tomas.email, password: tomas.password });
    const back = await browser.submit(code, { code: rightCode(tomas) });
    expect((await application.redeem(back)).claims()?.amr).to.deep.equal(['pwd', 'otp', 'mfa']);
  });

  it('A-03: a step posted again after it is done, or before its turn, changes nothing, up to the end of the enrolment', async () => {
    const { application, server, mina } = await createWorld({ enforcement: everyoneNow });
    const browser = new Browser();
    const done: { url: string; fields: Fields }[] = [];
    let page = await application.start(browser);

    /** Posts all that was posted before and all that is not due; the page that is due stays due. */
    async function expectNothingElseGoes(): Promise<void> {
      const before = await stateOf(server, mina);
      const early = laterSteps.map((step) => ({ url: pageOf(page.url, step), fields: everyField(mina) }));
      for (const { url, fields } of [...done, ...early].filter(({ url }) => url !== page.url)) {
        expect((await browser.post(url, { action: 'continue', ...fields })).status, url).to.equal(409);
      }
      expect(await stateOf(server, mina)).to.deep.equal(before);
      expect((await browser.request(page.url)).name).to.equal(page.name);
    }

    async function pass(fields: Fields, next: string | null): Promise<Answer> {
      await expectNothingElseGoes();
      done.push({ url: page.url, fields });
      const answer = await browser.submit(page, fields);
      expect(answer.name).to.equal(next);
      return answer;
    }

    page = await pass({ email: mina.email, password: mina.password }, 'mailbox');
    page = await pass({ code: mailedCode(server, mina.email) }, 'enroll');
    const secret = page.page.querySelector('#totp-secret')?.text.trim() ?? '';
    page = await pass({ code: codeOf(secret) }, 'recovery-codes');
    const [first = ''] = page.page.querySelectorAll('#recovery-codes li').map((item) => item.text.trim());
    const back = await pass({ kept: first.slice(-4) }, null);
    const filled = { ...everyField({ ...mina, secret }), kept: first.slice(-4) };
    const all = ['password', ...laterSteps].map((step) => ({ url: pageOf(page.url, step), fields: filled }));
    await expectAllGone([...done, ...all], browser, () => stateOf(server, mina));
    expect((await application.redeem(back)).claims()?.amr).to.deep.equal(['pwd', 'otp', 'mfa']);
  });

  it('A-03: the password posted again at the code page neither goes back nor swaps the person', async () => {
    const { application, server, tomas, olivia } = await createWorld({ enforcement: everyoneNow });
    const { browser, url } = await openChallenge(application, tomas);
    for (const person of [tomas, olivia]) {
      const answer = await browser.post(pageOf(url, 'password'), {
        ...everyField(person),
        action: 'continue',
      });
      expect(answer.status).to.equal(409);
      const wayOn = answer.page.querySelector('main a.button')?.getAttribute('href') ?? '';
      expect((await browser.open(new URL(wayOn, url).href)).url, 'the page leads on').to.equal(url);
    }
    expect((await browser.request(url)).body).to.include(tomas.email);
    expect(await eventsOf(server, olivia, 'authenticator.challenge_passed')).to.have.length(0);
    const stranger = await browser.post(url, { action: 'continue', code: rightCode(olivia) });
    expect(stranger.status).to.equal(422);
  });

  it('A-03: the page of one sign-in does not open with the cookie of another, nor by naming another in the form', async () => {
    const { application, otherApplication, server, tomas, olivia } = await createWorld({
      enforcement: everyoneNow,
    });
    const thief = await openChallenge(application, olivia);
    const victim = await openChallenge(otherApplication, tomas);
    const [thiefsUid = '', victimsUid = ''] = [thief, victim].map(
      ({ url }) => new URL(url).pathname.split('/')[2],
    );
    const before = await auditOf(server, tomas.email);
    const thiefsCookie = await cookieOf(thief.browser, thief.url);
    for (const fields of [everyField(olivia), everyField(tomas)]) {
      const posted = await thief.browser.post(victim.url, { ...fields, action: 'continue' }, thiefsCookie);
      expect(posted.status).to.equal(410);
      expect(posted.body).not.to.include(tomas.email);
    }
    expect((await thief.browser.request(victim.url, thiefsCookie)).status).to.equal(410);
    const name = nameOfCookie(victim.url, 'interaction');
    const both = { headers: { cookie: `${name}=${thiefsUid}; ${name}=${victimsUid}` } };
    expect((await new Browser().request(victim.url, both)).status).to.equal(410);
    const named = { uid: victimsUid, interaction: victimsUid, jti: victimsUid, userId: victimsUid };
    const own = await thief.browser.post(`${thief.url}?uid=${victimsUid}`, {
      ...named,
      action: 'continue',
      code: rightCode(olivia),
    });
    expect(own.location).to.equal(`${server.issuer}/auth/${thiefsUid}`);
    const resumed = { headers: { cookie: (await thief.browser.cookies(own.location ?? '')).join('; ') } };
    const forged = { headers: { cookie: resumed.headers.cookie.replace(thiefsUid, victimsUid) } };
    const refused = await thief.browser.request(`${server.issuer}/auth/${victimsUid}`, forged);
    expect(refused.status).to.equal(400);
    expect(refused.location).to.equal(null);
    // The signed cookie says whose sign-in it is, the path does not: this ends the thief's own.
    const back = await thief.browser.request(`${server.issuer}/auth/${victimsUid}`, resumed);
    const claims = (await application.redeem(back)).claims();
    expect(claims?.sub).to.equal(await idOf(server, olivia));
    expect((await victim.browser.request(victim.url)).name).to.equal('challenge');
    expect(await auditOf(server, tomas.email)).to.deep.equal(before);
    expect((await eventsOf(server, olivia, 'account.signed_in')).length).to.equal(1);
  });

  it('A-03: who may decline nothing cannot decline, and an unknown action is no action', async () => {
    const { application, server, mina } = await createWorld({
      enforcement: { ...everyoneNow, enrollment_proof: 'none' },
    });
    const { browser, answer } = await passPassword(application, mina);
    expect(answer.name).to.equal('enroll');
    for (const [action, status] of [
      ['later', 400],
      ['skip', 400],
      ['finish', 400],
      ['use_recovery_code', 400],
    ] as const) {
      const refused = await browser.post(answer.url, { action });
      expect(refused.status, action).to.equal(status);
      expect(refused.location).to.equal(null);
    }
    expect((await browser.request(answer.url)).name).to.equal('enroll');
    expect(await eventsOf(server, mina, 'account.signed_in')).to.have.length(0);
  });
});

/** After the end every page of the sign-in is gone, and nothing that is posted there counts. */
async function expectAllGone(
  posts: readonly { url: string; fields: Fields }[],
  browser: Browser,
  state: () => Promise<unknown>,
): Promise<void> {
  const before = await state();
  for (const { url, fields } of posts) {
    expect((await browser.post(url, { action: 'continue', ...fields })).status, url).to.equal(410);
  }
  expect(await state()).to.deep.equal(before);
}
