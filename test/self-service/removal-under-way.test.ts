import { expect } from 'chai';
import { shippedPlans } from '../../src/config/plans.ts';
import { createPasswordHasher } from '../../src/passwords/password-hashing.ts';
import { Refusal } from '../../src/refusal/refusal.ts';
import { beginEnrollment } from '../../src/self-service/begin-enrollment.ts';
import { confirmOwnEnrollment } from '../../src/self-service/confirm-enrollment.ts';
import { removeAuthenticator } from '../../src/self-service/remove-authenticator.ts';
import type { SignInDeps } from '../../src/sign-in/context.ts';
import { apiOf, operatorOf } from '../harness/api.ts';
import { type Answer, Browser } from '../harness/browser.ts';
import { travel } from '../harness/clock.ts';
import { follow, invite, membersOf, signInAt } from '../harness/invitations.ts';
import { deliver } from '../harness/mails.ts';
import { memberPath, saying } from '../harness/members.ts';
import { codeOf, createWorld, everyoneNow, passPassword, signIn, type World } from '../harness/world.ts';
import { refusedWith } from '../sign-in/support/refused.ts';
import { browserAndApi, enrollBy, factorsOf } from './support/people.ts';

/** A browser that stops where the provider sends it back to the authorization endpoint with a finished sign-in. */
function stoppingBrowser(): Browser {
  const stopping = new Browser();
  Object.assign(stopping, {
    follow: async (answer: Answer) => {
      let current = answer;
      while (current.location !== null && !new URL(current.location).pathname.startsWith('/auth/'))
        current = await stopping.request(current.location);
      return current;
    },
  });
  return stopping;
}

/** The same cookies, stopping nowhere. */
function goingOn({ jar }: Browser): Browser {
  return Object.assign(new Browser(), { jar });
}

describe('ruling 24: a sign-in under way', () => {
  /** Tomas has proven their code in a sign-in that is not back at the authorization endpoint yet. */
  async function finishedOnPages(world: World) {
    const browser = stoppingBrowser();
    const { answer } = await signIn(world.application, world.tomas, { browser });
    expect(new URL(answer.location ?? '').pathname).to.match(/^\/auth\//);
    return { browser: goingOn(browser), answer };
  }

  it('opens nothing with a factor that was removed before it came back', async () => {
    const world = await createWorld();
    travel(-30);
    const api = await apiOf(world, world.tomas);
    travel(30);
    const { browser, answer } = await finishedOnPages(world);
    const [id] = await factorsOf(api);
    expect((await api.delete(`/me/authenticators/${id}`)).status).to.equal(200);
    const back = await browser.follow(answer);
    expect([back.status, back.name]).to.deep.equal([200, 'password']);
    const next = await browser.submit(back, { email: world.tomas.email, password: world.tomas.password });
    expect((await world.application.redeem(next)).claims()?.amr).to.deep.equal(['pwd']);
  });

  it('opens nothing with a factor that an administrator has reset before it came back', async () => {
    const world = await createWorld();
    const { browser, answer } = await finishedOnPages(world);
    const admin = await apiOf(world, world.olivia);
    const path = `${await memberPath(world, world.tomas)}/reset-authenticators`;
    expect((await admin.post(path)).status).to.equal(200);
    const back = await browser.follow(answer);
    expect([back.status, back.name]).to.deep.equal([200, 'password']);
  });

  it('does not go on past the page on which it was asked, once the factor is removed', async () => {
    const world = await createWorld({ enforcement: everyoneNow });
    const { browser, answer } = await passPassword(world.application, world.tomas);
    expect(answer.name).to.equal('challenge');
    const operator = await operatorOf(world);
    const path = `${await memberPath(world, world.tomas)}/reset-authenticators`;
    expect((await operator.post(path)).status).to.equal(200);
    const next = await browser.submit(answer, { code: codeOf(world.tomas.secret ?? '') });
    expect(next.location ?? '').not.to.include('code=');
    expect((await browser.open(answer.url)).name).to.equal('password');
  });
});

describe('ruling 24: a reset by an administrator', () => {
  it('takes every session and grant along that was proven with the device, offline ones too', async () => {
    const world = await createWorld();
    const { browser, answer } = await signIn(world.application, world.tomas, {
      parameters: { scope: 'openid offline_access', prompt: 'consent' },
    });
    const consented = answer.name === 'consent' ? await browser.submit(answer) : answer;
    const tokens = await world.application.redeem(consented);
    expect(tokens.claims()?.amr).to.deep.equal(['pwd', 'otp', 'mfa']);
    const admin = await apiOf(world, world.olivia);
    const path = `${await memberPath(world, world.tomas)}/reset-authenticators`;
    expect((await admin.post(path)).status).to.equal(200);
    expect(await refusedWith(world.application.refresh(tokens.refresh_token ?? ''))).to.equal(
      'invalid_grant',
    );
    expect((await world.application.start(browser)).name).to.equal('password');
  });
});

/** What an enrolment by a proven factor works with; it mails nothing and asks no key. */
function enrollmentDeps({ server }: World): SignInDeps {
  return {
    db: server.countersign.db,
    hasher: createPasswordHasher(),
    notifier: { notify: () => expect.fail('nothing is mailed') },
    productName: 'Countersign',
    mailboxKey: Buffer.alloc(32),
    totp: { periodSeconds: 30, issuerName: 'Countersign' },
    keyChallengeKey: Buffer.alloc(32),
    recoveryCodeKey: Buffer.alloc(32),
    relyingParty: { name: 'Countersign', id: 'localhost', origin: server.issuer },
    onSideFailure: (error) => expect.fail(String(error)),
    plans: shippedPlans,
  };
}

describe('ruling 24: what is asked again under the lock of the person', () => {
  /** Tomas as a request of their session found them that has waited ever since. */
  async function waitingRequest(world: World) {
    const { db } = world.server.countersign;
    const { api } = await browserAndApi(world, world.tomas);
    const found = await db.people.byEmail(world.tomas.email);
    const userId = found?.user.id ?? '';
    const [session] = await db.sql<{ hash: Buffer }>(
      'SELECT uid_hash AS hash FROM session_records WHERE user_id = $1 ORDER BY opened_at DESC LIMIT 1',
      [userId],
    );
    const sessionHash = session?.hash ?? Buffer.alloc(0);
    const read = async () => {
      const person = await db.people.bySessionHash(userId, sessionHash);
      if (person === null) throw new Error('there is no such person');
      const actor = { kind: 'user', id: userId, sourceAddress: '203.0.113.5' } as const;
      return { person, sessionHash, actor, sourceAddress: '203.0.113.5', language: 'en', now: new Date() };
    };
    return { api, db, read };
  }

  it('a second removal, which the factor that the first one removed has allowed', async () => {
    const world = await createWorld();
    const earlier = await apiOf(world, world.tomas);
    const { id: second } = await enrollBy(world, earlier, world.tomas.email, 'Second');
    travel(60);
    const { api, db, read } = await waitingRequest(world);
    const waiting = await read();
    const first = (await factorsOf(api)).find((id) => id !== second);
    expect((await api.delete(`/me/authenticators/${first}`)).status).to.equal(200);
    const removal = removeAuthenticator({ db, plans: shippedPlans }, { ...waiting, now: new Date() }, second);
    const refused = await removal.catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(Refusal).and.to.have.property('code', 'mfa_required');
    expect((await db.people.byEmail(world.tomas.email))?.factors.map(({ id }) => id)).to.deep.equal([second]);
  });

  it('an enrolment that the removed factor has allowed: without one the mailbox is the proof', async () => {
    const world = await createWorld();
    const { api, db, read } = await waitingRequest(world);
    const enrolling = enrollmentDeps(world);
    const waiting = await read();
    const begun = await beginEnrollment(enrolling, waiting, null);
    expect(begun.proof).to.equal('factor');
    const [first] = await factorsOf(api);
    expect((await api.delete(`/me/authenticators/${first}`)).status).to.equal(200);
    const confirmation = {
      id: begun.id,
      by: { code: codeOf(begun.secret) },
      mailboxCode: null,
      ticket: null,
    };
    const confirmed = confirmOwnEnrollment(enrolling, { ...waiting, now: new Date() }, confirmation);
    const refused = await confirmed.catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(Refusal).and.to.have.property('code', 'enrollment_expired');
    expect((await db.people.byEmail(world.tomas.email))?.factors).to.deep.equal([]);
  });

  it('an enrolment that the removed factor has allowed: with another one, that is asked for', async () => {
    const world = await createWorld();
    const earlier = await apiOf(world, world.tomas);
    const { id: second } = await enrollBy(world, earlier, world.tomas.email, 'Second');
    travel(60);
    const { api, db, read } = await waitingRequest(world);
    const waiting = await read();
    const begun = await beginEnrollment(enrollmentDeps(world), waiting, null);
    const first = (await factorsOf(api)).find((id) => id !== second);
    expect((await api.delete(`/me/authenticators/${first}`)).status).to.equal(200);
    const confirmed = confirmOwnEnrollment(
      enrollmentDeps(world),
      { ...waiting, now: new Date() },
      { id: begun.id, by: { code: codeOf(begun.secret) }, mailboxCode: null, ticket: null },
    );
    const refused = await confirmed.catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(Refusal).and.to.have.property('code', 'mfa_required');
    expect((await db.people.byEmail(world.tomas.email))?.factors.map(({ id }) => id)).to.deep.equal([second]);
  });
});

describe('ruling 24: MFA first looks at what is there and at what was proven now', () => {
  const mfaFirst = { ...everyoneNow, joining: 'mfa_first' };

  it('A-33: nobody joins by an invitation with a factor that is gone; enrolment is asked', async () => {
    const world = await createWorld({ enforcement: mfaFirst });
    const home = await createWorld();
    const { link } = await invite(world, await operatorOf(world), { email: home.tomas.email });
    const { browser, api } = await browserAndApi(home, home.tomas);
    const [id] = await factorsOf(api);
    expect((await api.delete(`/me/authenticators/${id}`)).status).to.equal(200);
    const { answer } = await follow(link, { browser });
    expect(answer.name).to.equal('mailbox');
    expect(answer.body).to.contain(`<bdi>${world.slug.toUpperCase()}</bdi> requires two-step sign-in`);
    const elsewhere = await follow(link);
    expect((await signInAt(elsewhere.browser, elsewhere.answer, home.tomas)).name).to.equal('mailbox');
    expect(await membersOf(world)).not.to.have.property(home.tomas.email);
    const tokens = await home.otherApplication.redeem(await home.otherApplication.start(browser));
    expect(tokens.claims()?.amr).to.deep.equal(['pwd']);
  });

  it('A-33: nor with the answer of a sign-in that came back before it went', async () => {
    const world = await createWorld({ enforcement: mfaFirst });
    const home = await createWorld();
    const { link } = await invite(world, await operatorOf(world), { email: home.tomas.email });
    const { browser, api } = await browserAndApi(home, home.tomas);
    const stopping = Object.assign(goingOn(browser), { follow: async (answer: Answer) => answer });
    let answer = await stopping.post(link, { action: 'continue' });
    while (answer.location !== null && !answer.location.includes('/invitations/callback?'))
      answer = await stopping.request(answer.location);
    const [id] = await factorsOf(api);
    expect((await api.delete(`/me/authenticators/${id}`)).status).to.equal(200);
    const back = await browser.open(answer.location ?? '');
    expect([back.status, back.name]).to.deep.equal([200, 'join']);
    expect(await membersOf(world)).not.to.have.property(home.tomas.email);
  });

  it('nobody joins by the domain of an address with a factor that is gone', async () => {
    const world = await createWorld({ enforcement: mfaFirst });
    const operator = await operatorOf(world);
    await operator.patch(`/organizations/${world.slug}`, { join_by_domain: true });
    const first = await apiOf(world, world.greta);
    await enrollBy(world, first, world.greta.email);
    const [id] = await factorsOf(first);
    expect((await first.delete(`/me/authenticators/${id}`)).status).to.equal(200);
    const joined = await first.post('/me/memberships', { organization: world.slug });
    expect(saying(joined)).to.deep.equal([401, 'mfa_required']);
    expect(await membersOf(world)).not.to.have.property(world.greta.email);
    await deliver(world.server);
    const { secret } = await enrollBy(world, first, world.greta.email);
    expect(secret).to.match(/^[A-Z2-7]+$/);
    expect((await first.post('/me/memberships', { organization: world.slug })).status).to.equal(201);
  });
});
